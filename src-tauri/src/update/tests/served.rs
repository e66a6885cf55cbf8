//! A real manifest and a real file, signed with a real key, over loopback.

use std::cell::RefCell;
use std::fs;
use std::io::Cursor;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use minisign::KeyPair;
use porchlight_core::ErrorCode;
use tauri::App;
use tauri::test::{MockRuntime, mock_builder, mock_context, noop_assets};
use tauri_plugin_updater::target;

use super::super::*;

/// The version that is offered; tests run as version 0.1.0.
const OFFERED: &str = "9.0.0";

fn offer(manifest: tauri::Url) -> Offer {
    Offer {
        version: OFFERED.parse().unwrap(),
        manifest,
    }
}

/// An `AppImage` begins like every program of Linux.
fn image(words: &str) -> Vec<u8> {
    let mut image = b"\x7fELF".to_vec();
    image.resize(64, 0);
    image.extend(words.bytes());
    image
}

/// An application at a throw-away place that believes one key.
struct Stage {
    _folder: tempfile::TempDir,
    program: PathBuf,
    before: Vec<u8>,
    key: KeyPair,
    app: App<MockRuntime>,
}

impl Stage {
    fn set() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("Porchlight.AppImage");
        let before = image("before");
        fs::write(&program, &before).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();

        let key = KeyPair::generate_unencrypted_keypair().unwrap();
        let mut settings = settings(&public(&key));
        settings["dangerousInsecureTransportProtocol"] = true.into();
        let mut context = mock_context(noop_assets());
        let plugins = &mut context.config_mut().plugins.0;
        plugins.insert("updater".to_owned(), settings);
        let app = mock_builder()
            .plugin(tauri_plugin_updater::Builder::new().build())
            .build(context)
            .unwrap();
        Self {
            _folder: folder,
            program,
            before,
            key,
            app,
        }
    }

    /// What becomes of a manifest and a file at `serve`.
    fn installs(&self, serve: Serve) -> Result<(), UserError> {
        let manifest = tauri::async_runtime::block_on(serve.begin());
        let installer = Installer::in_app(self.app.handle());
        let updater = self.app.updater_builder().executable_path(&self.program);
        let shares = RefCell::new(Vec::new());
        let share = |percent| shares.borrow_mut().push(percent);
        let outcome = installer.install_with(updater, &offer(manifest), &share);
        let shares = shares.into_inner();
        assert!(shares.is_sorted() && shares.iter().all(|share| share % 10 == 0));
        assert!(outcome.is_err() || shares.last() == Some(&100));
        let starts = matches!(*installer.next(), Some(Next::Start));
        assert_eq!(starts, outcome.is_ok());
        outcome
    }

    fn serves(&self, version: &str, file: &[u8]) -> Serve {
        Serve {
            version: version.to_owned(),
            signature: signed(&self.key, version, file),
            file: file.to_vec(),
            address: None,
            is_there: true,
        }
    }

    /// Nothing was installed, and this was said.
    #[track_caller]
    fn stays(&self, outcome: Result<(), UserError>, words: &str) {
        let why = outcome.unwrap_err();
        assert!(why.title.contains(words), "{}", why.title);
        assert!(!why.hint.is_empty());
        assert_eq!(fs::read(&self.program).unwrap(), self.before);
        let folder = self.program.parent().unwrap();
        assert_eq!(
            fs::read_dir(folder).unwrap().count(),
            1,
            "something is left"
        );
    }
}

/// What a server offers.
struct Serve {
    version: String,
    signature: String,
    file: Vec<u8>,
    /// Where the manifest says that the file is; where it is, unless set.
    address: Option<&'static str>,
    is_there: bool,
}

impl Serve {
    /// Serves until the test ends; gives the manifest's address.
    async fn begin(self) -> tauri::Url {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let root = format!("http://{}", listener.local_addr().unwrap());
        let address = match self.address {
            Some(address) => address.to_owned(),
            None => format!("{root}/moved"),
        };
        let platform = json!({ "url": address, "signature": self.signature });
        let manifest = json!({
            "version": self.version,
            "platforms": { target().unwrap(): platform },
        });
        let (file, is_there) = (self.file, self.is_there);
        let moved = axum::response::Redirect::temporary("/file");
        let routes = Router::new()
            .route("/latest.json", get(|| async move { manifest.to_string() }))
            // As the hosts of releases do it.
            .route("/moved", get(|| async move { moved }))
            .route(
                "/file",
                get(move || async move {
                    if is_there {
                        Ok(file)
                    } else {
                        Err(StatusCode::NOT_FOUND)
                    }
                }),
            );
        tokio::spawn(async move { axum::serve(listener, routes).await });
        format!("{root}/latest.json").parse().unwrap()
    }
}

fn public(key: &KeyPair) -> String {
    BASE64_STANDARD.encode(key.pk.to_box().unwrap().to_string())
}

/// A signature as Tauri's signer makes it, which names the version.
fn signed(key: &KeyPair, version: &str, file: &[u8]) -> String {
    let comment = format!("timestamp:1\tfile:Porchlight.AppImage\tversion:{version}");
    signed_saying(key, &comment, file)
}

fn signed_saying(key: &KeyPair, comment: &str, file: &[u8]) -> String {
    let signed = minisign::sign(
        Some(&key.pk),
        &key.sk,
        Cursor::new(file),
        Some(comment),
        None,
    );
    BASE64_STANDARD.encode(signed.unwrap().to_string())
}

#[test]
fn what_is_signed_by_us_takes_the_place_of_this_program() {
    let stage = Stage::set();
    let file = image("after");
    assert_eq!(stage.installs(stage.serves(OFFERED, &file)), Ok(()));
    assert_eq!(fs::read(&stage.program).unwrap(), file);
    let mode = fs::metadata(&stage.program).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o755, "it can still be started");
}

#[test]
fn what_others_signed_is_not_installed() {
    let stage = Stage::set();
    let stranger = KeyPair::generate_unencrypted_keypair().unwrap();
    let file = image("after");
    let mut serve = stage.serves(OFFERED, &file);
    serve.signature = signed(&stranger, OFFERED, &file);
    stage.stays(stage.installs(serve), "Porchlight's signature");
}

#[test]
fn what_was_changed_on_its_way_is_not_installed() {
    let stage = Stage::set();
    let mut serve = stage.serves(OFFERED, &image("after"));
    serve.file = image("other");
    stage.stays(stage.installs(serve), "Porchlight's signature");
}

#[test]
fn an_old_version_is_not_installed_whatever_it_is_called() {
    let stage = Stage::set();
    for version in ["0.0.9", "0.1.0", "8.0.0"] {
        let serve = stage.serves(version, &image("old"));
        stage.stays(stage.installs(serve), "another one is there to download");
    }
    let mut serve = stage.serves("0.0.9", &image("old"));
    serve.version = OFFERED.to_owned();
    stage.stays(stage.installs(serve), "Porchlight's signature");
}

#[test]
fn what_is_signed_for_no_version_is_not_installed() {
    let stage = Stage::set();
    let file = image("after");
    let mut serve = stage.serves(OFFERED, &file);
    serve.signature = signed_saying(&stage.key, "timestamp:1\tfile:Porchlight.AppImage", &file);
    stage.stays(stage.installs(serve), "Porchlight's signature");
    // Nor by an updater that is configured by hand.
    assert_eq!(settings("a key")["requireSignedVersion"], true);
}

#[test]
fn what_can_not_be_downloaded_changes_nothing() {
    let stage = Stage::set();
    let mut serve = stage.serves(OFFERED, &image("after"));
    serve.is_there = false;
    stage.stays(stage.installs(serve), "can't be downloaded");
    let mut serve = stage.serves(OFFERED, &image("after"));
    serve.address = Some("http://porchlight.invalid/file");
    stage.stays(stage.installs(serve), "can't be trusted");
    let mut serve = stage.serves(OFFERED, &image("after"));
    serve.address = Some("https://127.0.0.1:1/file");
    let outcome = stage.installs(serve);
    let code = outcome.as_ref().unwrap_err().code;
    assert_eq!(code, ErrorCode::Unreachable);
    stage.stays(outcome, "can't be downloaded");
}

#[test]
fn what_is_no_program_is_not_installed() {
    let stage = Stage::set();
    let serve = stage.serves(OFFERED, b"a page that says sign in");
    stage.stays(stage.installs(serve), "can't be installed");
}

#[test]
fn a_program_that_is_not_where_it_was_is_not_replaced() {
    let stage = Stage::set();
    fs::remove_file(&stage.program).unwrap();
    let outcome = stage.installs(stage.serves(OFFERED, &image("after")));
    let why = outcome.unwrap_err();
    assert!(why.title.contains("can't be installed"), "{}", why.title);
    assert!(!stage.program.exists());
}

/// Set where this test runs itself with no room for a larger file.
const FULL: &str = "PORCHLIGHT_TEST_NO_ROOM";

#[test]
fn a_full_disk_leaves_the_program_that_was_there() {
    if std::env::var_os(FULL).is_some() {
        let stage = Stage::set();
        let serve = stage.serves(OFFERED, &image(&"larger ".repeat(10_000)));
        return stage.stays(stage.installs(serve), "can't be installed");
    }
    let name = "update::tests::served::a_full_disk_leaves_the_program_that_was_there";
    let again = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 2; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", name])
        .env(FULL, "")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&again.stdout);
    assert!(said.contains("1 passed"), "{said}");
}
