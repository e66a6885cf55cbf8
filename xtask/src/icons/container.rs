//! The two container formats application icons come in.

use ico::{IconDir, IconDirEntry, IconImage, ResourceType};
use resvg::tiny_skia::Pixmap;

use crate::failure::Failure;

/// A Windows icon. Entries below 256 pixels are bitmaps: resource compilers and
/// installers exist that do not read small PNG entries.
pub(super) fn ico(picture: impl Fn(u32) -> Result<Pixmap, Failure>) -> Result<Vec<u8>, Failure> {
    let mut icon = IconDir::new(ResourceType::Icon);
    // The first entry is what Tauri shows in a window's title bar.
    for pixels in [32, 16, 20, 24, 40, 48, 64, 256] {
        let rgba = picture(pixels)?.take_demultiplied();
        let image = IconImage::from_rgba_data(pixels, pixels, rgba);
        let entry = if pixels < 256 {
            IconDirEntry::encode_as_bmp(&image)
        } else {
            IconDirEntry::encode_as_png(&image)
        };
        icon.add_entry(entry.map_err(Failure::during("write a Windows icon"))?);
    }
    let mut bytes = Vec::new();
    icon.write(&mut bytes)
        .map_err(Failure::during("write a Windows icon"))?;
    Ok(bytes)
}

/// A macOS icon: a header, then one tagged PNG after another, lengths in big
/// endian and counting their own eight bytes of head.
pub(super) fn icns(png: impl Fn(u32) -> Result<Vec<u8>, Failure>) -> Result<Vec<u8>, Failure> {
    const SIZES: [(&[u8; 4], u32); 7] = [
        (b"ic11", 32), // 16 points at 2×
        (b"ic12", 64), // 32 points at 2×
        (b"ic07", 128),
        (b"ic13", 256), // 128 points at 2×
        (b"ic08", 256),
        (b"ic14", 512), // 256 points at 2×
        (b"ic09", 512),
    ];
    let mut entries = Vec::new();
    for (tag, pixels) in SIZES {
        push_entry(&mut entries, *tag, &png(pixels)?)?;
    }
    let mut file = Vec::new();
    push_entry(&mut file, *b"icns", &entries)?;
    Ok(file)
}

fn push_entry(file: &mut Vec<u8>, tag: [u8; 4], content: &[u8]) -> Result<(), Failure> {
    let length = u32::try_from(content.len() + 8)
        .map_err(|_| Failure::new("An icon is larger than its format allows.", ""))?;
    file.extend(tag);
    file.extend(length.to_be_bytes());
    file.extend(content);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_windows_icon_reads_back_with_every_size() {
        let bytes = ico(|pixels| Ok(Pixmap::new(pixels, pixels).unwrap())).unwrap();
        let icon = IconDir::read(std::io::Cursor::new(bytes)).unwrap();
        let mut widths: Vec<u32> = icon.entries().iter().map(IconDirEntry::width).collect();
        widths.sort_unstable();
        assert_eq!(widths, [16, 20, 24, 32, 40, 48, 64, 256]);
    }

    #[test]
    fn a_macos_icon_counts_its_own_length() {
        let bytes = icns(|_| Ok(vec![7; 5])).unwrap();
        assert_eq!(&bytes[..4], b"icns");
        let length = u32::from_be_bytes(bytes[4..8].try_into().unwrap());
        assert_eq!(length as usize, bytes.len());
        assert_eq!(&bytes[8..16], b"ic11\0\0\0\x0d");
    }
}
