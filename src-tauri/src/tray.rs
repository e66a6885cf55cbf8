//! Draws the tray: the picture, the tooltip and the menu, each only when it
//! changed. Redrawing closes open submenus and makes pictures flash.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use porchlight_core::control::Area;
use porchlight_core::view::{self, Action, Entry, Snapshot};
use tauri::menu::{CheckMenuItem, IsMenuItem, Menu, MenuId, MenuItem, PredefinedMenuItem, Submenu};
use tauri::tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager, Rect, Wry};

use crate::icon::Look;
use crate::platform::{self, Panel};

/// Everything the tray shows, as a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Picture {
    look: Look,
    panel: Panel,
    tooltip: String,
    menu: Vec<Entry>,
}

impl Picture {
    pub(crate) fn of(snapshot: &Snapshot, panel: Panel) -> Self {
        Self {
            look: Look::of(snapshot),
            panel,
            tooltip: platform::tooltip(view::tooltip(snapshot)),
            menu: view::menu(snapshot),
        }
    }
}

/// What is drawn. Lives in Tauri's state; touched on the main thread only.
#[derive(Default)]
pub(crate) struct Tray(Mutex<Option<Drawn>>);

struct Drawn {
    item: TrayIcon,
    picture: Picture,
    lines: Lines,
    /// The lines before the last change: a click on a menu that was open
    /// meanwhile still means what was read there.
    previous: Lines,
}

/// The clickable lines of one menu.
#[derive(Default)]
struct Lines {
    actions: HashMap<MenuId, Action>,
    checks: HashMap<MenuId, (CheckMenuItem<Wry>, bool)>,
}

/// Draws what changed. False when there is no tray to draw in.
pub(crate) async fn draw(app: &AppHandle, picture: Picture) -> bool {
    let (done, drawn) = tokio::sync::oneshot::channel();
    let on_main_thread = app.clone();
    let asked = app.run_on_main_thread(move || {
        let tray = on_main_thread.state::<Tray>();
        let mut state = tray.0.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = match state.as_mut() {
            Some(drawn) => drawn.change(&on_main_thread, picture),
            None => Drawn::new(&on_main_thread, picture).map(|drawn| *state = Some(drawn)),
        };
        if let Err(error) = outcome {
            tracing::info!(%error, "The tray can't be drawn");
        }
        // Nobody waits any more when the program ends.
        let _ = done.send(state.is_some());
    });
    asked.is_ok() && drawn.await.unwrap_or(false)
}

impl Drawn {
    fn new(app: &AppHandle, picture: Picture) -> tauri::Result<Self> {
        let mut lines = Lines::default();
        let menu = build_menu(app, &picture.menu, &mut lines)?;
        let mut builder = TrayIconBuilder::with_id("porchlight");
        if let Some(title) = platform::TRAY_TITLE {
            builder = builder.title(title);
        }
        let item = builder
            .icon(picture.look.image(picture.panel)?)
            .icon_as_template(platform::PICTURES_ARE_TEMPLATES)
            .tooltip(&picture.tooltip)
            .menu(&menu)
            .show_menu_on_left_click(!platform::LEFT_CLICK_OPENS_WINDOW)
            .build(app)?;
        Ok(Self {
            item,
            picture,
            lines,
            previous: Lines::default(),
        })
    }

    fn change(&mut self, app: &AppHandle, picture: Picture) -> tauri::Result<()> {
        if (picture.look, picture.panel) != (self.picture.look, self.picture.panel) {
            self.item.set_icon_with_as_template(
                Some(picture.look.image(picture.panel)?),
                platform::PICTURES_ARE_TEMPLATES,
            )?;
        }
        if picture.tooltip != self.picture.tooltip {
            self.item.set_tooltip(Some(&picture.tooltip))?;
        }
        if picture.menu != self.picture.menu {
            let mut lines = Lines::default();
            let menu = build_menu(app, &picture.menu, &mut lines)?;
            self.item.set_menu(Some(menu))?;
            self.previous = std::mem::replace(&mut self.lines, lines);
        }
        self.picture = picture;
        Ok(())
    }
}

/// What a click on a line of the menu asks for.
pub(crate) fn clicked(app: &AppHandle, id: &MenuId) -> Option<Action> {
    let tray = app.state::<Tray>();
    let state = tray.0.lock().unwrap_or_else(PoisonError::into_inner);
    let drawn = state.as_ref()?;
    if let Some((item, checked)) = drawn.lines.checks.get(id)
        && let Err(error) = item.set_checked(*checked)
    {
        // A click turns the mark over by itself; the mark says what is, not
        // what was clicked.
        tracing::warn!(%error, "A mark in the menu can't be set");
    }
    let lines = [&drawn.lines, &drawn.previous];
    lines
        .iter()
        .find_map(|lines| lines.actions.get(id))
        .cloned()
}

/// Where the icon is, for the click that opens the window.
pub(crate) fn opens_window(event: &TrayIconEvent) -> Option<Area> {
    if let TrayIconEvent::Click {
        button: MouseButton::Left,
        button_state: MouseButtonState::Up,
        rect,
        ..
    } = event
    {
        platform::LEFT_CLICK_OPENS_WINDOW.then(|| area(*rect))
    } else {
        None
    }
}

/// Taskbars tell of physical pixels.
fn area(Rect { position, size }: Rect) -> Area {
    let (place, size) = (position.to_physical(1.0), size.to_physical(1.0));
    Area {
        left: place.x,
        top: place.y,
        width: size.width,
        height: size.height,
    }
}

fn build_menu(app: &AppHandle, entries: &[Entry], lines: &mut Lines) -> tauri::Result<Menu<Wry>> {
    let menu = Menu::new(app)?;
    for entry in entries {
        menu.append(&*line(app, entry, lines)?)?;
    }
    Ok(menu)
}

fn line(
    app: &AppHandle,
    entry: &Entry,
    lines: &mut Lines,
) -> tauri::Result<Box<dyn IsMenuItem<Wry>>> {
    Ok(match entry {
        Entry::Label(text) => Box::new(MenuItem::new(app, escaped(text), false, None::<&str>)?),
        Entry::Separator => Box::new(PredefinedMenuItem::separator(app)?),
        Entry::Item { text, action } => {
            let item = MenuItem::new(app, escaped(text), true, None::<&str>)?;
            lines.actions.insert(item.id().clone(), action.clone());
            Box::new(item)
        }
        Entry::Check {
            text,
            checked,
            action,
        } => {
            let item = CheckMenuItem::new(app, escaped(text), true, *checked, None::<&str>)?;
            lines.actions.insert(item.id().clone(), action.clone());
            lines
                .checks
                .insert(item.id().clone(), (item.clone(), *checked));
            Box::new(item)
        }
        Entry::Submenu { text, entries } => {
            let submenu = Submenu::new(app, escaped(text), true)?;
            for entry in entries {
                submenu.append(&*line(app, entry, lines)?)?;
            }
            Box::new(submenu)
        }
    })
}

/// `&` marks a key in menus; two of them are one.
fn escaped(text: &str) -> String {
    text.replace('&', "&&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ampersand_in_a_name_is_no_mnemonic() {
        assert_eq!(escaped("R&D: Away"), "R&&D: Away");
    }
}
