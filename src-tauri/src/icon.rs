//! The picture in the tray.

use porchlight_core::model::Shape;
use porchlight_core::view::{AccountView, Snapshot};
use tauri::image::Image;

use crate::platform::picture;

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

    /// The picture itself.
    ///
    /// # Errors
    /// None for the pictures of the program; a test decodes them all.
    pub(crate) fn image(self) -> tauri::Result<Image<'static>> {
        Image::from_bytes(self.png())
    }

    fn png(self) -> &'static [u8] {
        match self {
            Self::SignedOut => picture!("signed_out"),
            Self::Presence {
                shape,
                stale: false,
            } => match shape {
                Shape::Available => picture!("available"),
                Shape::Busy => picture!("busy"),
                Shape::DoNotDisturb => picture!("do_not_disturb"),
                Shape::Away => picture!("away"),
                Shape::Offline => picture!("offline"),
                Shape::OutOfOffice => picture!("out_of_office"),
                Shape::Unknown => picture!("unknown"),
            },
            Self::Presence { shape, stale: true } => match shape {
                Shape::Available => picture!("available-stale"),
                Shape::Busy => picture!("busy-stale"),
                Shape::DoNotDisturb => picture!("do_not_disturb-stale"),
                Shape::Away => picture!("away-stale"),
                Shape::Offline => picture!("offline-stale"),
                Shape::OutOfOffice => picture!("out_of_office-stale"),
                Shape::Unknown => picture!("unknown-stale"),
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
        for (index, look) in looks.iter().enumerate() {
            let image = look.image().unwrap();
            assert!(image.width() >= 32 && image.width() == image.height());
            for other in &looks[index + 1..] {
                assert_ne!(look.png(), other.png(), "{look:?} looks like {other:?}");
            }
        }
    }
}
