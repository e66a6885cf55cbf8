//! Renders every icon from the sources in `icons/`: one SVG per shape, and
//! nothing generated is ever drawn by hand.
//!
//! A variant is the source with a stylesheet on top, so a shape exists once.
//! The sources mark their two parts with classes: `shape` (the presence icon)
//! and `plate` (the white disc behind it, which keeps a shape readable on light
//! and dark panels).

mod container;

use std::fs;
use std::path::{Path, PathBuf};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::failure::Failure;

/// The tray shapes, named as their sources in `icons/tray/`.
const SHAPES: [&str; 8] = [
    "available",
    "busy",
    "do_not_disturb",
    "away",
    "offline",
    "out_of_office",
    "unknown",
    "signed_out",
];

/// A look of every shape.
struct Variant {
    /// What it adds to a shape's file name.
    suffix: &'static str,
    /// Makes it of the source.
    stylesheet: &'static str,
    /// The side of the picture.
    pixels: u32,
}

const VARIANTS: [Variant; 8] = [
    // Linux: nobody knows the panel's colour, so a plate lies below.
    variant("", 64, ""),
    variant(
        "-stale",
        64,
        ".shape { fill: #8a8a8a } .plate { fill: #e6e6e6 }",
    ),
    TEMPLATE,
    variant(
        "-stale-template",
        64,
        ".shape { fill: #000; fill-opacity: .45 } .plate { fill-opacity: 0 }",
    ),
    // Windows says whether its taskbar is light or dark.
    variant("-on-light", 32, ".plate { fill-opacity: 0 }"),
    variant(
        "-stale-on-light",
        32,
        ".shape { fill: #8f8f8f } .plate { fill-opacity: 0 }",
    ),
    variant("-on-dark", 32, ON_DARK),
    variant(
        "-stale-on-dark",
        32,
        ".shape { fill: #8c8c8c } .plate { fill-opacity: 0 }",
    ),
];

/// macOS paints template images itself and reads the alpha channel only.
const TEMPLATE: Variant = variant(
    "-template",
    64,
    ".shape { fill: #000 } .plate { fill-opacity: 0 }",
);

/// Each colour of the sources, brighter.
const ON_DARK: &str = "\
    .plate { fill-opacity: 0 }\
    .shape[fill='#13a10e'] { fill: #4cc95e }\
    .shape[fill='#d68000'] { fill: #ffb13d }\
    .shape[fill='#d13438'] { fill: #ff7074 }\
    .shape[fill='#6e6e6e'] { fill: #c8c8c8 }\
    .shape[fill='#b4009e'] { fill: #ee83e0 }";

const fn variant(suffix: &'static str, pixels: u32, stylesheet: &'static str) -> Variant {
    Variant {
        suffix,
        stylesheet,
        pixels,
    }
}

/// Where the generated files lie, below the repository's root.
const GENERATED: &str = "icons/generated";

/// One generated file: its path below `icons/generated` and its content.
struct Generated {
    path: PathBuf,
    content: Vec<u8>,
}

/// Writes all icons, and removes generated files that no source stands for.
pub(crate) fn write(root: &Path) -> Result<usize, Failure> {
    let generated = render_all(root)?;
    let folder = root.join(GENERATED);
    for file in &generated {
        let path = folder.join(&file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(Failure::file(parent))?;
        }
        fs::write(&path, &file.content).map_err(Failure::file(&path))?;
    }
    for path in stray_files(&folder, &generated)? {
        fs::remove_file(&path).map_err(Failure::file(&path))?;
    }
    Ok(generated.len())
}

/// Fails if the committed files are not what their sources render to.
pub(crate) fn check(root: &Path) -> Result<usize, Failure> {
    let generated = render_all(root)?;
    let folder = root.join(GENERATED);
    let mut differing: Vec<PathBuf> = stray_files(&folder, &generated)?;
    for file in &generated {
        let path = folder.join(&file.path);
        if fs::read(&path).ok().as_deref() != Some(&file.content) {
            differing.push(path);
        }
    }
    if differing.is_empty() {
        return Ok(generated.len());
    }
    let names: Vec<_> = differing
        .iter()
        .map(|path| path.strip_prefix(root).unwrap_or(path))
        .map(|path| path.display().to_string())
        .collect();
    Err(Failure::new(
        format!(
            "Some icons differ from their sources: {}.",
            names.join(", ")
        ),
        "Run `cargo xtask icons` and commit what it writes.",
    ))
}

fn render_all(root: &Path) -> Result<Vec<Generated>, Failure> {
    let sources = root.join("icons");
    let mut generated = Vec::new();
    for shape in SHAPES {
        let source = sources.join("tray").join(format!("{shape}.svg"));
        for variant in VARIANTS {
            let image = load(&source, variant.stylesheet)?;
            generated.push(Generated {
                path: format!("tray/{shape}{}.png", variant.suffix).into(),
                content: png(&image, variant.pixels)?,
            });
        }
    }

    let app = application(root)?;
    for (name, pixels) in [
        ("32x32.png", 32),
        ("128x128.png", 128),
        ("128x128@2x.png", 256),
        ("icon.png", 512),
    ] {
        generated.push(Generated {
            path: name.into(),
            content: png(&app, pixels)?,
        });
    }
    generated.push(Generated {
        path: "icon.ico".into(),
        content: container::ico(|pixels| pixmap(&app, pixels))?,
    });
    generated.push(Generated {
        path: "icon.icns".into(),
        content: container::icns(|pixels| png(&app, pixels))?,
    });
    Ok(generated)
}

/// The picture of the application.
pub(crate) fn application(root: &Path) -> Result<Tree, Failure> {
    load(&root.join("icons/app.svg"), "")
}

fn load(path: &Path, stylesheet: &str) -> Result<Tree, Failure> {
    let text = fs::read_to_string(path).map_err(Failure::file(path))?;
    let options = Options {
        style_sheet: Some(stylesheet.to_owned()),
        ..Options::default()
    };
    Tree::from_str(&text, &options).map_err(|error| {
        Failure::new(
            format!("{} is not an SVG picture: {error}.", path.display()),
            "Correct the source and run `cargo xtask icons` again.",
        )
    })
}

/// The picture as a square of that many pixels.
fn pixmap(image: &Tree, pixels: u32) -> Result<Pixmap, Failure> {
    let mut pixmap = Pixmap::new(pixels, pixels)
        .ok_or_else(|| Failure::new("A picture needs at least one pixel.", ""))?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "icon sizes are far below 2^23 pixels"
    )]
    let side = pixels as f32;
    let scale = Transform::from_scale(side / image.size().width(), side / image.size().height());
    resvg::render(image, scale, &mut pixmap.as_mut());
    Ok(pixmap)
}

/// The picture as a square PNG file of that many pixels.
pub(crate) fn png(image: &Tree, pixels: u32) -> Result<Vec<u8>, Failure> {
    pixmap(image, pixels)?
        .encode_png()
        .map_err(Failure::during("encode a PNG picture"))
}

/// Files in the generated folders that no source stands for.
fn stray_files(folder: &Path, generated: &[Generated]) -> Result<Vec<PathBuf>, Failure> {
    let mut stray = Vec::new();
    for folder in [folder.to_owned(), folder.join("tray")] {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.map_err(Failure::file(&folder))?.path();
            let is_known = generated.iter().any(|file| path.ends_with(&file.path));
            if path.is_file() && !is_known {
                stray.push(path);
            }
        }
    }
    stray.sort();
    Ok(stray)
}

#[cfg(test)]
mod tests {
    use resvg::tiny_skia::PremultipliedColorU8;

    use super::*;
    use crate::root;

    #[test]
    fn committed_icons_are_what_their_sources_render_to() {
        check(&root()).unwrap();
    }

    #[test]
    fn every_shape_differs_from_the_others_without_its_colour() {
        let sources = root().join("icons/tray");
        let mut templates = Vec::new();
        for shape in SHAPES {
            let image = load(&sources.join(format!("{shape}.svg")), TEMPLATE.stylesheet).unwrap();
            templates.push((shape, png(&image, 24).unwrap()));
        }
        for (index, (shape, picture)) in templates.iter().enumerate() {
            for (other, other_picture) in &templates[index + 1..] {
                assert_ne!(picture, other_picture, "{shape} looks like {other}");
            }
        }
    }

    #[test]
    fn every_colour_is_brighter_on_a_dark_taskbar() {
        for shape in SHAPES {
            let source = root().join(format!("icons/tray/{shape}.svg"));
            let brightness = |stylesheet: &str| {
                let picture = pixmap(&load(&source, stylesheet).unwrap(), 32).unwrap();
                let pixels = picture.pixels().iter();
                let sum = |p: &PremultipliedColorU8| [p.red(), p.green(), p.blue()].map(u32::from);
                pixels.flat_map(sum).sum::<u32>()
            };
            assert!(
                brightness(ON_DARK) > brightness(VARIANTS[4].stylesheet),
                "{shape}"
            );
        }
    }

    #[test]
    fn a_template_has_no_colour_and_no_plate() {
        let source = root().join("icons/tray/unknown.svg");
        let picture = pixmap(&load(&source, TEMPLATE.stylesheet).unwrap(), 64).unwrap();
        let middle = picture.pixel(32, 32).unwrap();
        assert_eq!(middle.alpha(), 0);
        assert!(
            picture
                .pixels()
                .iter()
                .all(|pixel| (pixel.red(), pixel.green(), pixel.blue()) == (0, 0, 0))
        );
    }
}
