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

    fn area(left: i32, top: i32, width: i32, height: i32) -> Area {
        Area {
            left,
            top,
            width,
            height,
        }
    }

    #[test]
    fn a_window_stands_beside_its_icon_wherever_the_taskbar_is() {
        let window = (380, 640);
        for (taskbar, icon, room, place) in [
            (
                "at the bottom",
                area(1700, 1044, 24, 32),
                area(0, 0, 1920, 1040),
                (1522, 392),
            ),
            (
                "at the bottom, the icon in the corner",
                area(1890, 1044, 24, 32),
                area(0, 0, 1920, 1040),
                (1532, 392),
            ),
            (
                "at the top",
                area(1700, 4, 24, 32),
                area(0, 40, 1920, 1040),
                (1522, 48),
            ),
            (
                "at the left",
                area(8, 1000, 32, 24),
                area(60, 0, 1860, 1080),
                (68, 432),
            ),
            (
                "at the right",
                area(1880, 1000, 32, 24),
                area(0, 0, 1860, 1080),
                (1472, 432),
            ),
            (
                "at the bottom of a screen to the left of the main one",
                area(-200, 1044, 24, 32),
                area(-1920, 0, 1920, 1040),
                (-388, 392),
            ),
            (
                "hidden, the icon in the flyout above it",
                area(1700, 960, 24, 24),
                area(0, 0, 1920, 1040),
                (1522, 312),
            ),
        ] {
            assert_eq!(beside(icon, window, room, 8), place, "{taskbar}");
        }
    }

    #[test]
    fn a_window_larger_than_the_screen_begins_where_the_screen_does() {
        let place = beside(area(700, 560, 24, 32), (900, 900), area(0, 0, 800, 560), 8);
        assert_eq!(place, (8, 8));
    }
}
