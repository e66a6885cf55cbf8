//! A photo of a person.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A small photo: a JPEG or a PNG.
#[derive(Clone, PartialEq, Eq)]
pub struct Photo(Arc<[u8]>);

impl Photo {
    /// The largest, in bytes: 48 pixels square take a few thousand.
    pub(crate) const LARGEST: usize = 64 * 1024;

    /// Takes an image of a known kind and a small size; nothing else is one.
    pub fn read(bytes: Vec<u8>) -> Option<Self> {
        let photo = Self(bytes.into());
        (photo.0.len() <= Self::LARGEST && photo.kind().is_some()).then_some(photo)
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn kind(&self) -> Option<&'static str> {
        if self.0.starts_with(b"\xff\xd8\xff") {
            Some("image/jpeg")
        } else if self.0.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some("image/png")
        } else {
            None
        }
    }

    /// As the address of an image on a page.
    pub fn data_url(&self) -> String {
        let kind = self.kind().unwrap_or_default();
        format!("data:{kind};base64,{}", STANDARD.encode(&self.0))
    }
}

impl std::fmt::Debug for Photo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Photo({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_is_a_small_image_of_a_known_kind() {
        let jpeg = || b"\xff\xd8\xff\xe0rest".to_vec();
        let photo = Photo::read(jpeg()).unwrap();
        assert_eq!(photo.data_url(), "data:image/jpeg;base64,/9j/4HJlc3Q=");
        assert!(Photo::read(b"\x89PNG\r\n\x1a\n....".to_vec()).is_some());
        for other in [&b""[..], b"GIF89a", b"<svg onload=x>", b"<html>"] {
            assert_eq!(Photo::read(other.to_vec()), None);
        }
        let mut large = jpeg();
        large.resize(Photo::LARGEST + 1, 0);
        assert_eq!(Photo::read(large), None);
    }
}
