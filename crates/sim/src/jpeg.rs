//! JPEG images of one colour. Clients decode what they get, so a photo has to
//! be one; a library to encode eight by eight equal pixels would be too much.
//!
//! Baseline JPEG (ITU-T T.81): with quantisers of 8 the first coefficient of a
//! block is its brightness minus 128, and every other one is zero.

/// A square with this edge, a multiple of 8, in this colour (red, green, blue).
pub(crate) fn square(edge: u16, colour: [u8; 3]) -> Vec<u8> {
    let mut image = vec![0xff, 0xd8];
    segment(&mut image, 0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    let mut quantisers = vec![0];
    quantisers.extend([8; 64]);
    segment(&mut image, 0xdb, &quantisers);
    let [high, low] = edge.to_be_bytes();
    let frame = [
        8, high, low, high, low, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0,
    ];
    segment(&mut image, 0xc0, &frame);
    // First coefficients: the nine categories 0 to 8, each in four bits.
    let first = [
        0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8,
    ];
    segment(&mut image, 0xc4, &first);
    // All others: one bit that says that the rest is zero.
    let others = [0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    segment(&mut image, 0xc4, &others);
    segment(&mut image, 0xda, &[3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);
    image.extend(scan(edge, colour));
    image.extend([0xff, 0xd9]);
    image
}

fn segment(image: &mut Vec<u8>, marker: u8, content: &[u8]) {
    let length = u16::try_from(content.len() + 2).unwrap_or(u16::MAX);
    image.extend([0xff, marker]);
    image.extend(length.to_be_bytes());
    image.extend(content);
}

/// The blocks: the first carries the colour, the others no difference to it.
fn scan(edge: u16, colour: [u8; 3]) -> Vec<u8> {
    let mut bits = Bits::default();
    for value in levels(colour) {
        bits.push_value(value);
    }
    let blocks = (u32::from(edge) / 8).pow(2);
    for _ in 0..(blocks - 1) * 3 {
        bits.push_value(0);
    }
    bits.finish()
}

/// Brightness and the two colour differences, minus 128 where that is zero.
fn levels([red, green, blue]: [u8; 3]) -> [i32; 3] {
    let [red, green, blue] = [red, green, blue].map(i32::from);
    [
        (299 * red + 587 * green + 114 * blue) / 1_000 - 128,
        (-169 * red - 331 * green + 500 * blue) / 1_000,
        (500 * red - 419 * green - 81 * blue) / 1_000,
    ]
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    current: u8,
    filled: u8,
}

impl Bits {
    fn push(&mut self, value: u32, count: u32) {
        for place in (0..count).rev() {
            let bit = u8::from(value >> place & 1 == 1);
            self.current = self.current << 1 | bit;
            self.filled += 1;
            if self.filled == 8 {
                self.bytes.push(self.current);
                if self.current == 0xff {
                    // Otherwise the decoder takes it for a marker.
                    self.bytes.push(0);
                }
                (self.current, self.filled) = (0, 0);
            }
        }
    }

    /// A block whose first coefficient differs by `value` from the last one.
    fn push_value(&mut self, value: i32) {
        let magnitude = value.unsigned_abs();
        let category = 32 - magnitude.leading_zeros();
        self.push(category, 4);
        let written = if value < 0 {
            (1 << category) - 1 - magnitude
        } else {
            magnitude
        };
        self.push(written, category);
        self.push(0, 1);
    }

    fn finish(mut self) -> Vec<u8> {
        while self.filled != 0 {
            self.push(1, 1);
        }
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_framed_and_free_of_stray_markers() {
        for edge in [48, 648] {
            let image = square(edge, [255, 255, 255]);
            assert!(image.starts_with(&[0xff, 0xd8, 0xff, 0xe0]));
            assert!(image.ends_with(&[0xff, 0xd9]));
            let scan = scan(edge, [255, 255, 255]);
            assert!(scan.windows(2).all(|pair| pair[0] != 0xff || pair[1] == 0));
        }
    }

    #[test]
    fn values_are_written_as_category_and_magnitude() {
        let mut bits = Bits::default();
        bits.push_value(-3);
        // Category 2, then 00 for -3, then the bit for the rest.
        assert_eq!(bits.finish(), [0b0010_0001]);
    }
}
