//! What package managers want to know of a release, from the templates in
//! `packaging` and the release's checksums.

use std::fs;
use std::path::Path;

use super::checksums::Checksums;
use super::template::filled;
use super::{VERSION, updates};
use crate::failure::Failure;

/// The templates, each with its place below the folder that is written.
const TEMPLATES: [&str; 6] = [
    "winget/PorchlightApp.Porchlight.yaml",
    "winget/PorchlightApp.Porchlight.installer.yaml",
    "winget/PorchlightApp.Porchlight.locale.en-US.yaml",
    "homebrew/porchlight.rb",
    "homebrew/porchlight-cli.rb",
    "flatpak/io.github.porchlight_app.Porchlight.yml",
];

/// Writes all manifests and says how many. `repository` is `OWNER/NAME` on GitHub.
pub(super) fn write(
    root: &Path,
    checksums: &Path,
    repository: &str,
    into: &Path,
) -> Result<usize, Failure> {
    let text = fs::read_to_string(checksums).map_err(Failure::file(checksums))?;
    let checksums = Checksums::parse(&text)?;
    let home = format!("https://github.com/{repository}");
    for name in TEMPLATES {
        let source = root.join("packaging").join(name);
        let template = fs::read_to_string(&source).map_err(Failure::file(&source))?;
        let manifest = manifest(&template, VERSION, &home, &checksums)?;
        let target = into.join(name);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(Failure::file(folder))?;
        }
        fs::write(&target, manifest).map_err(Failure::file(&target))?;
    }
    Ok(TEMPLATES.len())
}

fn manifest(
    template: &str,
    version: &str,
    home: &str,
    checksums: &Checksums,
) -> Result<String, Failure> {
    filled(template, |word, ending| match word {
        "version" => Ok(version.to_owned()),
        "home" => Ok(home.to_owned()),
        "url" => {
            let name = &checksums.ending(ending)?.name;
            Ok(format!("{home}/releases/download/v{version}/{name}"))
        }
        // Only where there is something that installed programs update from.
        "auto_updates" if checksums.has(updates::MANIFEST) => {
            Ok("auto_updates true\n  ".to_owned())
        }
        "auto_updates" => Ok(String::new()),
        "sha256" => Ok(checksums.ending(ending)?.sha256.clone()),
        _ => Err(Failure::new(
            format!("No template knows what {word} is."),
            "",
        )),
    })
}

#[cfg(test)]
mod tests {
    use yaml_rust2::{Yaml, YamlLoader};

    use super::*;

    /// What a release consists of, each file with a checksum of its own.
    const FILES: [&str; 11] = [
        "Porchlight_1.2.3_x64-setup.exe",
        "Porchlight_1.2.3_arm64-setup.exe",
        "Porchlight_1.2.3_x64_en-US.msi",
        "Porchlight_1.2.3_universal.dmg",
        "Porchlight_1.2.3_amd64.AppImage",
        "porchlight_1.2.3_amd64.deb",
        "porchlight_1.2.3_arm64.deb",
        "porchlight-1.2.3-x86_64-linux.tar.gz",
        "porchlight-1.2.3-aarch64-linux.tar.gz",
        "porchlight-1.2.3-universal-macos.tar.gz",
        "porchlight-1.2.3-x86_64-windows.zip",
    ];

    fn sum(number: usize) -> String {
        format!("{number:064x}")
    }

    fn written(name: &str) -> String {
        written_of(name, &FILES)
    }

    fn written_of(name: &str, files: &[&str]) -> String {
        let lines: Vec<_> = files
            .iter()
            .enumerate()
            .map(|(number, name)| format!("{}  {name}", sum(number)))
            .collect();
        let checksums = Checksums::parse(&lines.join("\n")).unwrap();
        let template = fs::read_to_string(crate::root().join("packaging").join(name)).unwrap();
        let home = "https://github.com/porchlight-app/porchlight";
        manifest(&template, "1.2.3", home, &checksums).unwrap()
    }

    fn yaml(name: &str) -> Yaml {
        let mut documents = YamlLoader::load_from_str(&written(name)).unwrap();
        assert_eq!(documents.len(), 1, "{name}");
        documents.remove(0)
    }

    fn address(number: usize) -> String {
        format!(
            "https://github.com/porchlight-app/porchlight/releases/download/v1.2.3/{}",
            FILES[number]
        )
    }

    #[test]
    fn every_template_is_filled() {
        for name in TEMPLATES {
            let text = written(name);
            assert!(!text.contains("{{") && text.contains("1.2.3"), "{name}");
        }
    }

    #[test]
    fn no_template_is_forgotten() {
        for kind in ["winget", "homebrew", "flatpak"] {
            let folder = crate::root().join("packaging").join(kind);
            for entry in fs::read_dir(folder).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                assert!(TEMPLATES.contains(&&*format!("{kind}/{name}")), "{name}");
            }
        }
    }

    #[test]
    fn winget_is_told_one_version_and_both_installers() {
        for (name, kind) in [
            ("winget/PorchlightApp.Porchlight.yaml", "version"),
            (
                "winget/PorchlightApp.Porchlight.installer.yaml",
                "installer",
            ),
            (
                "winget/PorchlightApp.Porchlight.locale.en-US.yaml",
                "defaultLocale",
            ),
        ] {
            let manifest = yaml(name);
            assert_eq!(manifest["PackageVersion"].as_str(), Some("1.2.3"), "{name}");
            assert_eq!(manifest["ManifestType"].as_str(), Some(kind), "{name}");
            assert_eq!(
                manifest["PackageIdentifier"].as_str(),
                Some("PorchlightApp.Porchlight"),
                "{name}"
            );
        }
        let manifest = yaml("winget/PorchlightApp.Porchlight.installer.yaml");
        let installers = manifest["Installers"].as_vec().unwrap();
        for (installer, architecture, file) in [(0, "x64", 0), (1, "arm64", 1)] {
            let installer = &installers[installer];
            assert_eq!(installer["Architecture"].as_str(), Some(architecture));
            assert_eq!(installer["InstallerUrl"].as_str(), Some(&*address(file)));
            // Only digits here, which YAML takes for a number unless they are quoted.
            assert_eq!(installer["InstallerSha256"].as_str(), Some(&*sum(file)));
        }
    }

    #[test]
    fn flatpak_gets_the_package_of_each_processor() {
        let manifest = yaml("flatpak/io.github.porchlight_app.Porchlight.yml");
        let sources = manifest["modules"][0]["sources"].as_vec().unwrap();
        for (source, architecture, file) in [(0, "x86_64", 5), (1, "aarch64", 6)] {
            let source = &sources[source];
            assert_eq!(source["only-arches"][0].as_str(), Some(architecture));
            assert_eq!(source["url"].as_str(), Some(&*address(file)));
            assert_eq!(source["sha256"].as_str(), Some(&*sum(file)));
        }
    }

    #[test]
    fn homebrew_gets_the_image_and_the_command_line() {
        let cask = written("homebrew/porchlight.rb");
        assert!(cask.contains(&format!("url \"{}\"", address(3))), "{cask}");
        assert!(cask.contains(&format!("sha256 \"{}\"", sum(3))), "{cask}");
        let formula = written("homebrew/porchlight-cli.rb");
        for file in [7, 8, 9] {
            let words = [
                format!("url \"{}\"", address(file)),
                format!("sha256 \"{}\"", sum(file)),
            ];
            assert!(
                words.iter().all(|words| formula.contains(words)),
                "{formula}"
            );
        }
    }

    #[test]
    fn homebrew_leaves_updates_to_programs_that_can_update_themselves() {
        let cask = "homebrew/porchlight.rb";
        let plain = written(cask);
        assert!(plain.contains("\n\n  depends_on macos"), "{plain}");
        assert!(!plain.contains("auto_updates"), "{plain}");
        let files = [&FILES[..], &["latest.json"]].concat();
        let updating = written_of(cask, &files);
        let words = "\n\n  auto_updates true\n  depends_on macos";
        assert!(updating.contains(words), "{updating}");
    }

    #[test]
    fn a_release_without_one_of_the_files_has_no_manifests() {
        let checksums = Checksums::parse("").unwrap();
        let missing = manifest("{{url _universal.dmg}}", "1.2.3", "", &checksums);
        assert!(missing.is_err());
    }
}
