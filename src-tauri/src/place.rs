//! Where a window goes that belongs to an icon in the tray. Physical pixels
//! throughout.

use porchlight_core::control::Area;

/// The left upper corner of a window of this size, as near to the icon as it
/// can be without covering it or the taskbar: `room` is what the taskbar leaves
/// of the icon's screen, and the window stays `gap` away from its edges.
pub(crate) fn beside(icon: Area, (width, height): (i32, i32), room: Area, gap: i32) -> (i32, i32) {
    let (middle, centre) = icon.middle();
    let within = |at: i32, from: i32, to: i32, size: i32| at.min(to - gap - size).max(from + gap);
    let left = within(middle - width / 2, room.left, room.right(), width);
    let is_beside_room = icon.right() <= room.left || icon.left >= room.right();
    let wanted = if is_beside_room {
        // A taskbar at the left or right.
        centre - height / 2
    } else if icon.top - height - gap >= room.top {
        icon.top - height - gap
    } else {
        icon.bottom() + gap
    };
    let top = within(wanted, room.top, room.bottom(), height);
    (left, top)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area([left, top, width, height]: [i32; 4]) -> Area {
        Area {
            left,
            top,
            width,
            height,
        }
    }

    /// Where the taskbar is, the icon, what the taskbar leaves of the screen, and
    /// where the window goes.
    type Row = (&'static str, [i32; 4], [i32; 4], (i32, i32));

    #[rustfmt::skip]
    const PLACES: [Row; 7] = [
        ("at the bottom",                          [1700, 1044, 24, 32], [0, 0, 1920, 1040],     (1522, 392)),
        ("at the bottom, icon in the corner",      [1890, 1044, 24, 32], [0, 0, 1920, 1040],     (1532, 392)),
        ("at the top",                             [1700, 4, 24, 32],    [0, 40, 1920, 1040],    (1522, 48)),
        ("at the left",                            [8, 1000, 32, 24],    [60, 0, 1860, 1080],    (68, 432)),
        ("at the right",                           [1880, 1000, 32, 24], [0, 0, 1860, 1080],     (1472, 432)),
        ("at the bottom of a screen further left", [-200, 1044, 24, 32], [-1920, 0, 1920, 1040], (-388, 392)),
        ("hidden, icon in the flyout above it",    [1700, 960, 24, 24],  [0, 0, 1920, 1040],     (1522, 312)),
    ];

    #[test]
    fn a_window_stands_beside_its_icon_wherever_the_taskbar_is() {
        for (taskbar, icon, room, place) in PLACES {
            let found = beside(area(icon), (380, 640), area(room), 8);
            assert_eq!(found, place, "{taskbar}");
        }
    }

    #[test]
    fn a_window_larger_than_the_screen_begins_where_the_screen_does() {
        let place = beside(
            area([700, 560, 24, 32]),
            (900, 900),
            area([0, 0, 800, 560]),
            8,
        );
        assert_eq!(place, (8, 8));
    }
}
