//! The `AppImage` that this program runs from, if it does.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// How folders begin in which a running image shows what is in it, among those for
/// temporary files: mounted, or unpacked for one run where nothing can be mounted.
const RUNNING: [&str; 2] = [".mount_", "appimage_extracted_"];

/// The file of the image in which `program` lies while it runs. What the environment
/// says of an image alone proves nothing: a program that was started by another one
/// in an image would take that for itself.
pub(crate) fn file_of(program: &Path) -> Option<PathBuf> {
    told(program, |name| std::env::var_os(name))
}

fn told(program: &Path, environment: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let file = environment("APPIMAGE").map(PathBuf::from)?;
    let folder = environment("APPDIR").map(PathBuf::from)?;
    // The folder for temporary files may be a link to another.
    let (folder, program) = (resolved(&folder), resolved(program));
    let runs = is_of_running_image(&folder) && program.starts_with(&folder);
    (runs && file.is_absolute()).then_some(file)
}

/// Without links; as it is where it leads nowhere.
fn resolved(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

fn is_of_running_image(folder: &Path) -> bool {
    let temporary = resolved(&std::env::temp_dir());
    let folder = folder.as_os_str().as_encoded_bytes();
    RUNNING.iter().any(|beginning| {
        let beginning = temporary.join(beginning);
        folder.starts_with(beginning.as_os_str().as_encoded_bytes())
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn only_a_program_that_lies_in_the_running_image_is_of_it() {
        let temporary = std::env::temp_dir();
        let [mounted, extracted] = RUNNING.map(|name| temporary.join(format!("{name}PorchlA1")));
        let (unpacked, home) = (
            Path::new("/home/me/squashfs-root/usr/bin/p"),
            Path::new("/home/me"),
        );
        let image = Some("/home/me/Porchlight.AppImage");
        for (program, file, folder, is_of_it) in [
            (&*mounted.join("usr/bin/p"), image, Some(&*mounted), true),
            (
                &*extracted.join("usr/bin/p"),
                image,
                Some(&*extracted),
                true,
            ),
            (&*mounted.join("usr/bin/p"), None, Some(&*mounted), false),
            (&*mounted.join("usr/bin/p"), image, None, false),
            (
                &*mounted.join("usr/bin/p"),
                Some("Porchlight.AppImage"),
                Some(&*mounted),
                false,
            ),
            // Unpacked, and started by a program that runs from another image.
            (unpacked, image, Some(&*mounted), false),
            (unpacked, image, Some(home), false),
        ] {
            let found = told(program, |name| match name {
                "APPIMAGE" => file.map(OsString::from),
                _ => folder.map(OsString::from),
            });
            let expected = file.filter(|_| is_of_it).map(PathBuf::from);
            assert_eq!(found, expected, "{} in {folder:?}", program.display());
        }
    }
}
