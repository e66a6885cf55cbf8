//! The life of an installation, from a system that never saw Porchlight to one
//! that has forgotten it.

use std::io::ErrorKind;
use std::process::Command;

use porchlight_tests::desktop::Tray;
use porchlight_tests::wait::until;

use crate::neighbour::{Opened, as_neighbour, first_line};
use crate::root::Root;
use crate::stage::Stage;
use crate::{IDENTIFIER, package};

#[tokio::test]
async fn a_package_is_installed_used_upgraded_and_removed() {
    let root = Root::unpack();
    root.run(&["apt-get", "--quiet", "update"]);
    installs_on_a_bare_system(&root);
    root.purge();
    let before = root.files();

    root.install(&package("previous", "deb"));
    assert_eq!(root.version(), "0.0.9-1");
    let stage = Stage::set(root).await;
    stage.configure();
    let configuration = stage.configuration();
    let tray = stage.start_from_the_entry().await;
    stage.sign_in(&tray).await;
    tells_of_a_colleague(&stage, &tray).await;
    speaks_with_its_own_user_alone(&stage);

    // The program goes on while its files are replaced.
    stage.root.install(&package("current", "deb"));
    assert_ne!(stage.root.version(), "0.0.9-1");
    obeys_the_installed_command_line(&stage, &tray).await;
    quits(&stage, &tray).await;

    let tray = stage.start_from_the_entry().await;
    tray.entry(&["Ada Lovelace: Available"]).await;
    assert_eq!(stage.configuration(), configuration);
    assert_eq!(stage.watch_list(), ["Ada Lovelace"]);
    opens_its_window(&stage, &tray).await;
    explains_itself(&stage).await;
    quits(&stage, &tray).await;

    stage.root.purge();
    let after = stage.root.files();
    let left: Vec<_> = after.difference(&before).collect();
    assert!(left.is_empty(), "left behind: {left:?}");
    let missing: Vec<_> = before.difference(&after).collect();
    assert!(missing.is_empty(), "taken along: {missing:?}");
    is_forgotten(&stage.root);
    // Settings in a home are their user's own.
    assert_eq!(stage.configuration(), configuration);
}

/// Apt finds everything that the programs need, from what the package says.
fn installs_on_a_bare_system(root: &Root) {
    let libraries = |root: &Root| {
        root.run(&["dpkg-query", "--list"])
            .contains("libwebkit2gtk")
    };
    assert!(!libraries(root), "the system has no window library yet");
    root.install(&package("current", "deb"));
    assert!(libraries(root));
    assert_eq!(root.run(&["dpkg", "--verify", "porchlight"]), "");
    for program in ["porchlight", "porchlight-tray"] {
        let links = root.run(&["ldd", &format!("/usr/bin/{program}")]);
        assert!(!links.contains("not found"), "{links}");
        let version = root.run(&[program, "--version"]);
        assert!(version.starts_with(program), "{version}");
    }
}

/// Ada comes, and a notification with our icon says so.
async fn tells_of_a_colleague(stage: &Stage, tray: &Tray) {
    tray.entry(&["Ada Lovelace: Offline"]).await;
    stage
        .company()
        .set_presence("Ada", "Available", "Available")
        .expect("Ada works here");
    let notice = stage
        .desktop
        .notification("somebody tells that Ada is there", |one| {
            one.title == "Ada Lovelace: Available"
        })
        .await;
    assert_eq!(notice.icon, IDENTIFIER);
}

/// Another user of the computer is kept out by the folder, by the socket where the
/// folder is open, and by the program where both are.
fn speaks_with_its_own_user_alone(stage: &Stage) {
    let socket = stage.socket();
    let folder = socket.parent().expect("a socket lies in a folder");
    let told = || as_neighbour(|| first_line(&socket)).map_err(|error| error.kind());
    // These are the desktop's, and would keep others out of everything.
    let _above = [stage.desktop.home(), &stage.session()].map(Opened::wide);
    assert_eq!(told(), Err(ErrorKind::PermissionDenied), "the folder");
    let _folder = Opened::wide(folder);
    assert_eq!(told(), Err(ErrorKind::PermissionDenied), "the socket");
    let _socket = Opened::wide(&socket);
    assert_eq!(told(), Ok(String::new()), "the program");
    let own = first_line(&socket).expect("its own user is let in");
    assert!(own.starts_with("{\"greeting\":"), "{own}");
}

/// The command line of the new version acts on the running one of the old.
async fn obeys_the_installed_command_line(stage: &Stage, tray: &Tray) {
    let said = stage.prints(&["porchlight", "set", "busy"]).await;
    assert!(said.starts_with("Busy."), "{said}");
    tray.until("the tray says so", async || {
        tray.tooltip().await.contains("Busy").then_some(())
    })
    .await;
    let status = stage.status().await;
    assert_eq!(status["account"]["name"], "Robin Carter");
    assert_eq!(status["presence"]["availability"], "Busy");
    tray.click(&["Set status", "Do not disturb"]).await;
    tray.until("the tray obeys its menu", async || {
        tray.tooltip()
            .await
            .contains("Do not disturb")
            .then_some(())
    })
    .await;
}

/// The libraries that the package asks for are enough for a window, too; the
/// desktop finds the entry by the window's class.
async fn opens_its_window(stage: &Stage, tray: &Tray) {
    tray.activate().await;
    stage.desktop.window("Porchlight").await;
    let class = stage.desktop.window_class("Porchlight").await;
    assert_eq!(class, [IDENTIFIER; 2]);
    stage.desktop.close_window("Porchlight").await;
}

/// The manual is found by its name, and bash completes words.
async fn explains_itself(stage: &Stage) {
    for name in ["porchlight", "porchlight-set", "porchlight-tray"] {
        let page = stage.prints(&["man", name]).await;
        assert!(page.contains("SYNOPSIS"), "{page}");
    }
    let script = "\
        source /usr/share/bash-completion/bash_completion\n\
        _completion_loader porchlight\n\
        complete -p porchlight\n\
        COMP_WORDS=(porchlight set do) COMP_CWORD=2\n\
        _porchlight porchlight do set\n\
        printf '%s\\n' \"${COMPREPLY[@]}\"";
    let completed = stage.prints(&["bash", "-c", script]).await;
    let last = completed.lines().last();
    assert_eq!(last, Some("do-not-disturb"), "{completed}");
}

async fn quits(stage: &Stage, tray: &Tray) {
    tray.click(&["Quit"]).await;
    until("no program is left running", async || {
        stage.root.processes().is_empty().then_some(())
    })
    .await;
}

/// No list of the system's names the package any more.
fn is_forgotten(root: &Root) {
    let (enter, folder) = root.entry();
    let known = Command::new(enter)
        .arg(folder)
        .args(["dpkg-query", "--status", "porchlight"])
        .output()
        .expect("dpkg is there");
    assert!(!known.status.success(), "dpkg still knows it");
    // There is no list where there are no icons.
    if let Some(icons) = root.read("usr/share/icons/hicolor/icon-theme.cache") {
        let icons = String::from_utf8_lossy(&icons).into_owned();
        assert!(!icons.contains(IDENTIFIER), "the icons are still listed");
    }
}
