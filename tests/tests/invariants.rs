//! What ARCHITECTURE.md promises, checked.

#![expect(clippy::unwrap_used, reason = "a failure is the test's answer")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use porchlight_core::model::{Shape, Status, Transition};
use porchlight_core::view::{status_words, transition_words};
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// Every file below a folder with this ending, with its text.
fn sources(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == ending) {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "no {ending} in {folder}");
    found
}

/// The packages that each of ours is built with, direct or not, on every
/// platform; tests' own dependencies are left out.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let names: BTreeMap<String, String> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| (text(&package["id"]), text(&package["name"])))
        .collect();
    let mut direct: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for node in metadata["resolve"]["nodes"].as_array().unwrap() {
        let normal = node["deps"].as_array().unwrap().iter().filter(|dep| {
            dep["dep_kinds"]
                .as_array()
                .unwrap()
                .iter()
                .any(|kind| kind["kind"].is_null())
        });
        direct.insert(
            text(&node["id"]),
            normal.map(|dep| text(&dep["pkg"])).collect(),
        );
    }
    let members = metadata["workspace_members"].as_array().unwrap();
    members
        .iter()
        .map(|member| {
            let mut seen = BTreeSet::new();
            let mut open = vec![text(member)];
            while let Some(id) = open.pop() {
                for dep in &direct[&id] {
                    if seen.insert(dep.clone()) {
                        open.push(dep.clone());
                    }
                }
            }
            let seen = seen.iter().map(|id| names[id].clone()).collect();
            (names[&text(member)].clone(), seen)
        })
        .collect()
}

#[test]
fn the_simulator_depends_on_nothing_of_ours() {
    let all = dependencies();
    let ours: BTreeSet<&String> = all.keys().collect();
    let shared: Vec<_> = all["porchlight-sim"]
        .iter()
        .filter(|name| ours.contains(name))
        .collect();
    assert!(shared.is_empty(), "{shared:?}");
}

#[test]
fn the_engine_and_the_command_line_link_no_window() {
    let all = dependencies();
    for package in [
        "porchlight-core",
        "porchlight",
        "porchlight-demo",
        "porchlight-sim",
    ] {
        for window in [
            "tauri",
            "wry",
            "tao",
            "gtk",
            "webkit2gtk",
            "muda",
            "tray-icon",
        ] {
            assert!(
                !all[package].contains(window),
                "{package} is built with {window}"
            );
        }
    }
    assert!(all["porchlight-tray"].contains("tauri"));
    assert!(!all["porchlight-core"].contains("porchlight-sim"));
}

#[test]
fn inside_the_engine_nothing_points_back() {
    let may_use: [(&str, &[&str]); 12] = [
        ("model", &["model"]),
        (
            "auth",
            &[
                "auth",
                "model",
                "clock",
                "http",
                "plain",
                "programs",
                "user_error",
            ],
        ),
        (
            "graph",
            &[
                "graph",
                "auth",
                "model",
                "clock",
                "http",
                "plain",
                "user_error",
            ],
        ),
        (
            "settings",
            &[
                "settings",
                "auth",
                "model",
                "clock",
                "disk",
                "flatpak",
                "misread",
                "plain",
                "user_error",
            ],
        ),
        ("view", &["view", "misread", "model", "plain", "user_error"]),
        ("programs", &["programs", "flatpak"]),
        ("flatpak.rs", &[]),
        ("clock.rs", &[]),
        ("disk.rs", &[]),
        ("misread.rs", &["plain"]),
        ("plain.rs", &[]),
        ("user_error.rs", &[]),
    ];
    for (path, text) in sources("crates/core/src", "rs") {
        let inside = path.strip_prefix(root().join("crates/core/src")).unwrap();
        let part = inside
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_string_lossy()
            .into_owned();
        let Some((_, allowed)) = may_use.iter().find(|(name, _)| *name == part) else {
            continue;
        };
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            let used: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            let module = used.chars().next().is_some_and(char::is_lowercase);
            let ours = code[..at]
                .chars()
                .next_back()
                .is_none_or(|c| !c.is_alphanumeric() && c != '_');
            assert!(
                !module || !ours || allowed.contains(&used.as_str()),
                "{} uses crate::{used}",
                inside.display()
            );
        }
    }
}

#[test]
fn text_is_never_markup_in_the_window() {
    let mut files = sources("ui/src", "svelte");
    files.extend(sources("ui/src", "ts"));
    for (path, text) in files {
        for forbidden in ["{@html", "innerHTML", "outerHTML", "insertAdjacentHTML"] {
            assert!(
                !text.contains(forbidden),
                "{} has {forbidden}",
                path.display()
            );
        }
        let host = path.ends_with("host/tauri.ts");
        assert!(
            host || !text.contains("@tauri-apps"),
            "{} knows Tauri",
            path.display()
        );
    }
}

#[test]
fn managed_preferences_bear_the_name_of_the_application() {
    let text = std::fs::read_to_string(root().join("src-tauri/tauri.macos.conf.json")).unwrap();
    let bundle: Value = serde_json::from_str(&text).unwrap();
    let file = format!("{}.plist", bundle["identifier"].as_str().unwrap());
    let reader = root().join("crates/core/src/settings/policy/macos.rs");
    assert!(std::fs::read_to_string(reader).unwrap().contains(&file));
}

#[test]
fn every_shape_has_its_icon_fresh_and_stale() {
    for shape in Shape::ALL {
        let name = serde_json::to_value(shape)
            .unwrap()
            .as_str()
            .unwrap()
            .replace('-', "_");
        for file in [format!("{name}.png"), format!("{name}-stale.png")] {
            let path = root().join("icons/generated/tray").join(&file);
            assert!(path.exists(), "{file} is missing");
        }
    }
}

#[test]
fn tokens_have_a_type_that_prints_nothing() {
    for (path, text) in sources("crates/core/src/auth", "rs") {
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (number, line) in code.lines().enumerate() {
            let named = [
                "refresh_token: String",
                "access_token: String",
                "code_verifier: String",
            ];
            let bare = named.iter().any(|name| line.contains(name));
            assert!(
                !bare,
                "{}:{} keeps a token in a plain String",
                path.display(),
                number + 1
            );
        }
    }
}

#[test]
fn the_window_says_what_the_tray_says() {
    let words = std::fs::read_to_string(root().join("ui/src/lib/words.ts")).unwrap();
    let name = |value: Value| value.as_str().unwrap().to_owned();
    for status in Status::ALL {
        let status_name = name(serde_json::to_value(status).unwrap());
        let line = format!(
            "status: \"{status_name}\", label: \"{}\"",
            status_words(status)
        );
        assert!(words.contains(&line), "{line}");
    }
    for transition in Transition::ALL {
        let transition_name = name(serde_json::to_value(transition).unwrap());
        let label = transition_words(transition);
        let line = format!("transition: \"{transition_name}\", label: \"{label}\"");
        assert!(words.contains(&line), "{line}");
    }
}

#[test]
fn the_window_may_use_nothing_of_any_plugin() {
    for (path, text) in sources("src-tauri/capabilities", "json") {
        let capability: Value = serde_json::from_str(&text).unwrap();
        for permission in capability["permissions"].as_array().unwrap() {
            let name = permission.as_str().unwrap();
            let is_own = name.starts_with("allow-") && !name.contains(':');
            let is_listening = name.starts_with("core:event:allow-");
            assert!(is_own || is_listening, "{name} in {}", path.display());
        }
    }
}

#[test]
fn actions_are_pinned_to_what_was_looked_at() {
    for (path, text) in sources(".github/workflows", "yml") {
        let actions = text.lines().filter_map(|line| {
            let line = line.trim_start().trim_start_matches("- ");
            line.strip_prefix("uses: ")
        });
        for action in actions {
            let pinned = action.split_once('@').is_some_and(|(_, pin)| {
                let (commit, version) = pin.split_once(" # v").unwrap_or((pin, ""));
                commit.len() == 40
                    && commit.bytes().all(|byte| byte.is_ascii_hexdigit())
                    && !version.is_empty()
            });
            assert!(pinned, "{action} in {}", path.display());
        }
    }
}
