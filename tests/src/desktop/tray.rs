//! A registered tray item, seen and used as a panel does.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use futures_util::StreamExt;
use serde::Deserialize;
use tokio::sync::watch;
use zbus::fdo;
use zbus::proxy::CacheProperties;
use zbus::{
    Array, Connection, MatchRule, MessageStream, OwnedVariant, Proxy, Structure, Type, Variant,
};

use super::host::Registration;
use crate::wait::within;

/// What a panel shows in the tray.
#[derive(Clone, PartialEq, Eq)]
pub struct Icon {
    pub width: i32,
    pub height: i32,
    /// Four bytes a pixel: alpha, red, green, blue.
    pub argb: Vec<u8>,
}

impl fmt::Debug for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Icon({}x{})", self.width, self.height)
    }
}

impl Icon {
    /// The picture that a PNG file holds.
    pub fn read(file: &Path) -> Self {
        let told = |error: &dyn fmt::Display| -> ! { panic!("{}: {error}", file.display()) };
        let input = File::open(file).unwrap_or_else(|error| told(&error));
        let mut reader = png::Decoder::new(BufReader::new(input))
            .read_info()
            .unwrap_or_else(|error| told(&error));
        let mut argb = vec![0; reader.output_buffer_size().unwrap_or_default()];
        let frame = reader
            .next_frame(&mut argb)
            .unwrap_or_else(|error| told(&error));
        assert_eq!(
            (frame.color_type, frame.bit_depth),
            (png::ColorType::Rgba, png::BitDepth::Eight),
            "{}: four bytes a pixel",
            file.display()
        );
        for pixel in argb.chunks_exact_mut(4) {
            pixel.rotate_right(1);
        }
        Self {
            width: i32::try_from(frame.width).expect("an icon is small"),
            height: i32::try_from(frame.height).expect("an icon is small"),
            argb,
        }
    }
}

/// One line of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    id: i32,
    /// As a user reads it, without mnemonics; empty for a separator.
    pub label: String,
    pub enabled: bool,
    /// None where there is no mark to set.
    pub checked: Option<bool>,
    pub children: Vec<MenuItem>,
}

/// The item of one program. It stays the same while the program redraws it.
#[derive(Clone, Debug)]
pub struct Tray {
    item: Proxy<'static>,
    menu: Proxy<'static>,
    changes: watch::Receiver<u64>,
}

#[derive(Deserialize, Type)]
struct Pixmap(i32, i32, Vec<u8>);

type ToolTip = (String, Vec<Pixmap>, String, String);

type Layout = (i32, HashMap<String, OwnedVariant>, Vec<OwnedVariant>);

impl Tray {
    pub(super) async fn reach(connection: &Connection, at: &Registration) -> zbus::Result<Self> {
        let changes = signals_of(connection, &at.destination).await?;
        let item = proxy(
            connection,
            &at.destination,
            &at.path,
            "org.kde.StatusNotifierItem",
        )
        .await?;
        let menu_path: zbus::OwnedObjectPath = item.get_property("Menu").await?;
        let menu = proxy(
            connection,
            &at.destination,
            menu_path.as_str(),
            "com.canonical.dbusmenu",
        )
        .await?;
        Ok(Self {
            item,
            menu,
            changes,
        })
    }

    /// The largest picture offered; None while there is none.
    pub async fn icon(&self) -> Option<Icon> {
        let pixmaps: Vec<Pixmap> = self
            .item
            .get_property("IconPixmap")
            .await
            .expect("the item tells its picture");
        pixmaps
            .into_iter()
            .max_by_key(|pixmap| pixmap.0)
            .map(|Pixmap(width, height, argb)| Icon {
                width,
                height,
                argb,
            })
    }

    /// Title and text of the tooltip, a line each.
    pub async fn tooltip(&self) -> String {
        let (_, _, title, text): ToolTip = self
            .item
            .get_property("ToolTip")
            .await
            .expect("the item tells its tooltip");
        [title, text]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The whole menu as it is at this moment; may be empty at the start.
    pub async fn menu(&self) -> Vec<MenuItem> {
        let whole_depth = -1;
        let (_revision, (_, _, children)): (u32, Layout) = self
            .menu
            .call("GetLayout", &(0, whole_depth, Vec::<&str>::new()))
            .await
            .expect("the item tells its menu");
        children.iter().map(|child| menu_item(child)).collect()
    }

    /// Waits until the menu has this line, by its labels from the top.
    pub async fn entry(&self, path: &[&str]) -> MenuItem {
        self.until(&format!("the menu has {path:?}"), async || {
            find(&self.menu().await, path).cloned()
        })
        .await
    }

    /// Clicks a line by its labels from the top, once it is there and enabled.
    pub async fn click(&self, path: &[&str]) {
        self.until(&format!("{path:?} can be clicked"), async || {
            let entry = find(&self.menu().await, path)
                .filter(|entry| entry.enabled)?
                .id;
            let click = (entry, "clicked", Variant::from(0), 0_u32);
            match self.menu.call_method("Event", &click).await {
                Ok(_) => Some(()),
                // A program that ends on this click may be gone before it answers.
                Err(zbus::Error::FDO(error)) if matches!(*error, fdo::Error::NoReply(_)) => {
                    Some(())
                }
                // The ids change whenever the layout does; then it is looked up again.
                Err(_) => None,
            }
        })
        .await;
    }

    /// The left click of the mouse.
    pub async fn activate(&self) {
        self.item
            .call_method("Activate", &(0, 0))
            .await
            .expect("the item takes a click");
    }

    /// Looks again after every change of the item or its menu until there is
    /// something to see.
    pub async fn until<T, F>(&self, what: &str, mut look: impl FnMut() -> F) -> T
    where
        F: Future<Output = Option<T>>,
    {
        let mut changes = self.changes.clone();
        within(what, async {
            loop {
                changes.mark_unchanged();
                if let Some(value) = look().await {
                    return value;
                }
                assert!(
                    changes.changed().await.is_ok(),
                    "{what}: the connection has ended"
                );
            }
        })
        .await
    }
}

async fn proxy(
    connection: &Connection,
    destination: &str,
    path: &str,
    interface: &'static str,
) -> zbus::Result<Proxy<'static>> {
    zbus::proxy::Builder::new(connection)
        .destination(destination.to_owned())
        .path(path.to_owned())
        .interface(interface)
        // Signals of this protocol carry no values, so nothing may be kept.
        .cache_properties(CacheProperties::No)
        .build()
        .await
}

/// Counts the signals of one program.
async fn signals_of(
    connection: &Connection,
    destination: &str,
) -> zbus::Result<watch::Receiver<u64>> {
    let rule = MatchRule::builder()
        .msg_type(zbus::message::Type::Signal)
        .sender(destination.to_owned())
        .build()?;
    let mut signals = MessageStream::for_match_rule(rule, connection, None).await?;
    let (count, changes) = watch::channel(0);
    tokio::spawn(async move {
        while signals.next().await.is_some() {
            count.send_modify(|count| *count += 1);
        }
    });
    Ok(changes)
}

fn menu_item(value: &Variant<'_>) -> MenuItem {
    let parts = Structure::try_from(value).expect("a menu item is a structure");
    let [id, properties, children] = parts.fields() else {
        panic!("a menu item has three parts")
    };
    let properties: HashMap<String, OwnedVariant> = properties
        .try_clone()
        .and_then(HashMap::try_from)
        .expect("a menu item has properties");
    let text = |name: &str| {
        properties
            .get(name)
            .and_then(|value| <&str>::try_from(value).ok())
            .unwrap_or_default()
    };
    let is_mark = !text("toggle-type").is_empty();
    let children = <&Array<'_>>::try_from(children).expect("a menu item has children, or none");
    let children = children.iter().map(inner_item).collect();
    MenuItem {
        id: i32::try_from(id).expect("a menu item has a number"),
        label: without_mnemonics(text("label")),
        enabled: properties
            .get("enabled")
            .and_then(|value| bool::try_from(value).ok())
            .unwrap_or(true),
        checked: is_mark.then(|| {
            let state = properties.get("toggle-state");
            state.and_then(|value| i32::try_from(value).ok()) == Some(1)
        }),
        children,
    }
}

fn inner_item(value: &Variant<'_>) -> MenuItem {
    if let Variant::Variant(inner) = value {
        menu_item(inner)
    } else {
        menu_item(value)
    }
}

/// One underscore marks a key, two are one.
fn without_mnemonics(label: &str) -> String {
    label
        .replace("__", "\u{0}")
        .replace('_', "")
        .replace('\u{0}', "_")
}

fn find<'a>(menu: &'a [MenuItem], path: &[&str]) -> Option<&'a MenuItem> {
    let (first, rest) = path.split_first()?;
    let entry = menu.iter().find(|entry| entry.label == *first)?;
    if rest.is_empty() {
        Some(entry)
    } else {
        find(&entry.children, rest)
    }
}
