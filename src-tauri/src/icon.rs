//! The picture in the tray.

use porchlight_core::model::Shape;
use porchlight_core::view::{AccountView, Snapshot};
use tauri::image::Image;

use crate::platform::{Panel, picture};

/// What the picture says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    SignedOut,
    Presence {
        shape: Shape,
        /// What is shown is old, and the picture looks it.
        stale: bool,
    },
}

impl Look {
    pub(crate) fn of(snapshot: &Snapshot) -> Self {
        match snapshot.account {
            AccountView::SignedOut { .. } => Self::SignedOut,
            AccountView::Starting | AccountView::SignedIn { .. } => Self::Presence {
                shape: snapshot.me.as_ref().map_or(Shape::Unknown, |me| me.shape),
                stale: snapshot.health.stale,
            },
        }
    }

    /// The picture itself, as it can be seen on this panel.
    ///
    /// # Errors
    /// None for the pictures of the program; a test decodes them all.
    pub(crate) fn image(self, panel: Panel) -> tauri::Result<Image<'static>> {
        Image::from_bytes(self.png(panel))
    }

    fn png(self, panel: Panel) -> &'static [u8] {
        match self {
            Self::SignedOut => picture!("signed_out", panel),
            Self::Presence {
                shape,
                stale: false,
            } => match shape {
                Shape::Available => picture!("available", panel),
                Shape::Busy => picture!("busy", panel),
                Shape::DoNotDisturb => picture!("do_not_disturb", panel),
                Shape::Away => picture!("away", panel),
                Shape::Offline => picture!("offline", panel),
                Shape::OutOfOffice => picture!("out_of_office", panel),
                Shape::Unknown => picture!("unknown", panel),
            },
            Self::Presence { shape, stale: true } => match shape {
                Shape::Available => picture!("available-stale", panel),
                Shape::Busy => picture!("busy-stale", panel),
                Shape::DoNotDisturb => picture!("do_not_disturb-stale", panel),
                Shape::Away => picture!("away-stale", panel),
                Shape::Offline => picture!("offline-stale", panel),
                Shape::OutOfOffice => picture!("out_of_office-stale", panel),
                Shape::Unknown => picture!("unknown-stale", panel),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_look_has_a_picture_of_its_own() {
        let presences = Shape::ALL
            .iter()
            .flat_map(|&shape| [false, true].map(|stale| Look::Presence { shape, stale }));
        let looks: Vec<Look> = presences.chain([Look::SignedOut]).collect();
        for panel in Panel::ALL {
            for (index, look) in looks.iter().enumerate() {
                let image = look.image(panel).unwrap();
                assert!(image.width() >= 32 && image.width() == image.height());
                for other in &looks[index + 1..] {
                    let (one, two) = (look.png(panel), other.png(panel));
                    assert_ne!(one, two, "{look:?} looks like {other:?}");
                }
            }
        }
    }
}
