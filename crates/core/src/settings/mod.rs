//! What the user or their organisation configured, and what Porchlight
//! remembers between runs.
//!
//! `config.toml` belongs to the user; Porchlight writes into it only what they
//! type in the window. The environment wins over it, and a machine-wide policy
//! over both. `state.json` is ours and is only ever replaced whole. None of
//! them holds a secret.

mod bounded;
mod change;
mod check;
mod file;
mod hooks;
mod keys;
mod memory;
mod origin;
mod places;
mod policy;
mod private;
mod stored;
mod whole;

use std::path::Path;
use std::sync::Arc;

use chrono::TimeDelta;
use chrono_tz::Tz;

use crate::auth::{Cloud, Registration};
use crate::clock::{FixedZone, SystemZone, Zone};
use crate::model::Hook;
use crate::{ErrorCode, UserError};

pub use change::{Change, Wanted};
pub(crate) use hooks::{NO_PROGRAM, name_of, unrunnable};
pub use memory::{Memory, SetAside};
pub use origin::{Origin, Shortcut, Source, UpdateSettings};
pub(crate) use places::STATE_FILE;
pub use places::{Places, folder_name};
pub use policy::{Managed, PolicySource};
pub use private::{close_to_others, create_private, create_private_folder};
pub(crate) use private::{make_private, open_private};
pub use stored::{Announcement, NewerRelease, Pause, Stored, UpdateLooks};
pub(crate) use whole::replace;

use check::Said;
use keys::{Given, Key, Layer, addresses_go_together, both_or_neither};
use policy::Policy;

/// Between two readings where nobody says otherwise.
pub const POLL_INTERVAL: TimeDelta = TimeDelta::seconds(30);

/// The configuration after environment and policy had their word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub places: Places,
    /// What is in force.
    values: Layer,
    /// What wins over the file, whatever is written there.
    above: Layer,
    /// Why a policy can't be used; then nobody signs in.
    broken_policy: Option<UserError>,
    zone: Option<Tz>,
    /// Between two readings while nothing speaks for more or fewer of them.
    pub poll_interval: TimeDelta,
    /// Opens the window from every program; none unless somebody wants one.
    pub shortcut: Option<Shortcut>,
    pub updates: UpdateSettings,
    /// What to run on changes, if that is allowed.
    hooks: Vec<Hook>,
    /// The programs of those that were not there when this was read.
    missing_programs: Vec<String>,
    /// What to know about what was read.
    remarks: Vec<String>,
}

impl Settings {
    /// Reads `config.toml`, if there is one, and lets `environment`
    /// (`PORCHLIGHT_…`) override it, and the policy of this computer both.
    /// `folder` is the command line's choice.
    ///
    /// # Errors
    /// One sentence naming the file and the line, or the value, that is wrong.
    /// The file is left as it is. What is wrong with the application to sign in
    /// with is said by [`Settings::registration`] alone.
    pub fn load(
        folder: Option<&Path>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, UserError> {
        Self::load_under(&policy::places(), folder, environment)
    }

    /// The same under policies that lie elsewhere, as they do in tests.
    ///
    /// # Errors
    /// As [`Settings::load`].
    pub fn load_under(
        policies: &[PolicySource],
        folder: Option<&Path>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, UserError> {
        let given = |name: &str| environment(name).filter(|value| !value.trim().is_empty());
        let chosen = folder
            .map(Path::to_path_buf)
            .or_else(|| given("PORCHLIGHT_CONFIG_DIR").map(Into::into));
        let places = Places::find(chosen)?;
        let (text, mut values, mut hooks) = from_file(&places)?;
        let mut above = from_environment(given)?;
        let mut policy = Policy::read(policies);
        let mut remarks = policy.remarks;
        above.append(&mut policy.layer);
        values.extend(above.clone());
        let mut broken_policy = policy.broken;
        let zone = usable(&values, Key::Zone, check::zone, &mut broken_policy)?;
        let poll_interval = usable(
            &values,
            Key::PollInterval,
            check::poll_interval,
            &mut broken_policy,
        )?;
        let check = usable(
            &values,
            Key::UpdateCheck,
            check::on_or_off,
            &mut broken_policy,
        )?;
        let source = values.get(&Key::UpdateCheck);
        let check = check.zip(source.map(|given| given.source.clone()));
        let feed = usable(&values, Key::UpdateFeed, check::feed, &mut broken_policy)?;
        let default = Given::by(&Source::Default, Key::UpdateFeed.default_text().to_owned());
        let feed = feed.map_or_else(|| check::feed((&default).into()), Ok)?;
        let shortcut = values.get(&Key::Shortcut);
        let shortcut = shortcut.and_then(|given| wanted_shortcut(given, &text));
        let allowed = usable(&values, Key::Hooks, check::allowed, &mut broken_policy)?;
        if allowed == Some(false) && !hooks.is_empty() {
            let by = &values[&Key::Hooks].source;
            remarks.push(format!("No hook is run: that is set by {by}"));
            hooks.clear();
        }
        if !hooks.is_empty()
            && let Some(remark) = hooks::unsafe_in(&places.config_file())
        {
            remarks.push(remark);
            hooks.clear();
        }
        let missing = hooks.iter().filter(|hook| hooks::is_missing(hook));
        let missing_programs = missing.map(|hook| hook.program.clone()).collect();
        Ok(Self {
            places,
            values,
            above,
            broken_policy,
            zone,
            poll_interval: poll_interval.unwrap_or(POLL_INTERVAL),
            shortcut,
            updates: UpdateSettings { check, feed },
            hooks,
            missing_programs,
            remarks,
        })
    }

    /// The cloud to ask, known even where no application is.
    ///
    /// # Errors
    /// Says what is wrong and who wrote it.
    pub fn cloud(&self) -> Result<Cloud, UserError> {
        check::cloud((&self.given(Key::Cloud)).into(), self.addresses())
    }

    /// The application to sign in with.
    ///
    /// # Errors
    /// Says what is wrong and who wrote it, or where to write the client id
    /// when there is none. A policy that can't be used comes first.
    pub fn registration(&self) -> Result<Registration, UserError> {
        if let Some(broken) = &self.broken_policy {
            return Err(broken.clone());
        }
        let cloud = self.cloud()?;
        let tenant = check::tenant((&self.given(Key::Tenant)).into())?;
        let client_id = self.values.get(&Key::ClientId).ok_or_else(|| {
            UserError::new(
                ErrorCode::SignInNeeded,
                "Porchlight does not know which application registration to use",
                format!(
                    "Write client_id = \"…\" under [account] in {}, or set PORCHLIGHT_CLIENT_ID; the README tells how to register one",
                    self.places.config_file().display()
                ),
            )
        })?;
        Ok(Registration {
            client_id: check::client_id(client_id.into())?,
            tenant,
            cloud,
        })
    }

    /// What to run on changes.
    pub fn hooks(&self) -> &[Hook] {
        &self.hooks
    }

    /// Programs of hooks that are not there, as they are configured.
    pub fn missing_programs(&self) -> &[String] {
        &self.missing_programs
    }

    /// What the user should know about the settings, a sentence each.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// The zone that was chosen; none for the system's.
    pub fn chosen_zone(&self) -> Option<Tz> {
        self.zone
    }

    /// The zone in which times are read and shown.
    pub fn zone(&self) -> Arc<dyn Zone> {
        match self.zone {
            Some(zone) => Arc::new(FixedZone::new(zone)),
            None => Arc::new(SystemZone),
        }
    }

    /// Every setting as it is in force and who said so, in the order of
    /// `config.toml`. A custom cloud's addresses are there if it is in force.
    pub fn origins(&self) -> Vec<Origin> {
        let custom = self.given(Key::Cloud).text.trim() == "custom";
        let shown = Key::ALL
            .into_iter()
            .filter(|key| custom || !matches!(key, Key::Login | Key::Graph));
        shown
            .map(|key| {
                let Given { text, source } = self.given(key);
                Origin {
                    key: key.path(),
                    value: text.trim().to_owned(),
                    source,
                }
            })
            .collect()
    }

    /// Whether something of the registration is the user's to change: the
    /// policies can be used, and they and the environment leave something open.
    pub fn is_changeable(&self) -> bool {
        let mut keys = [Key::ClientId, Key::Tenant, Key::Cloud].iter();
        self.broken_policy.is_none() && keys.any(|key| !self.above.contains_key(key))
    }

    /// A custom cloud's addresses, login first.
    fn addresses(&self) -> Option<(Said<'_>, Said<'_>)> {
        let login = self.values.get(&Key::Login)?;
        Some((login.into(), self.values.get(&Key::Graph)?.into()))
    }

    /// What is in force for a key.
    fn given(&self, key: Key) -> Given {
        let default = || Given::by(&Source::Default, key.default_text().to_owned());
        self.values.get(&key).cloned().unwrap_or_else(default)
    }
}

/// A value that somebody gave, as `check` reads it. One that can't be used
/// breaks the policy if it stands there.
fn usable<T>(
    values: &Layer,
    key: Key,
    check: impl FnOnce(Said<'_>) -> Result<T, UserError>,
    broken_policy: &mut Option<UserError>,
) -> Result<Option<T>, UserError> {
    let Some(given) = values.get(&key) else {
        return Ok(None);
    };
    match check(given.into()) {
        Err(why) if matches!(given.source, Source::Policy(_)) => {
            broken_policy.get_or_insert(why);
            Ok(None)
        }
        checked => checked.map(Some),
    }
}

/// None where an empty text turns the shortcut of the file off.
fn wanted_shortcut(given: &Given, text: &str) -> Option<Shortcut> {
    let keys = given.text.trim();
    let line = match &given.source {
        Source::File(_) => file::line_of(text, Key::Shortcut),
        Source::Default | Source::Environment(_) | Source::Policy(_) => None,
    };
    let line = line.map(|line| format!("line {line} of "));
    (!keys.is_empty()).then(|| Shortcut {
        keys: keys.to_owned(),
        place: format!("{}{}", line.unwrap_or_default(), given.source),
    })
}

/// The text of `config.toml`, and what it says.
fn from_file(places: &Places) -> Result<(String, Layer, Vec<Hook>), UserError> {
    let path = places.config_file();
    let text = file::read(&path).map_err(|why| unreadable(&path, &why))?;
    let text = text.unwrap_or_default();
    let (layer, hooks) = layer_of(&path, &text)?;
    Ok((text, layer, hooks))
}

fn layer_of(path: &Path, text: &str) -> Result<(Layer, Vec<Hook>), UserError> {
    let said = file::parse(text).map_err(|why| unreadable(path, &why))?;
    if let Some(unknown) = said.unknown.first() {
        return Err(unreadable(path, unknown));
    }
    let source = Source::File(path.to_owned());
    let given = |(key, text)| (key, Given::by(&source, text));
    let layer: Layer = said.keys.into_iter().map(given).collect();
    both_or_neither(&layer, Key::path).map_err(|why| unreadable(path, &why))?;
    let hooks = said.hooks.into_iter().map(|table| table.hook(&source));
    Ok((layer, hooks.collect::<Result<_, _>>()?))
}

fn unreadable(path: &Path, why: &str) -> UserError {
    UserError::usage(
        format!("The configuration {} can't be read: {why}", path.display()),
        "Mend the file, or move it away to go on without it",
    )
}

fn from_environment(given: impl Fn(&str) -> Option<String>) -> Result<Layer, UserError> {
    let said = Key::ALL.into_iter().filter_map(|key| {
        let source = Source::Environment(key.variable());
        Some((key, Given::by(&source, given(key.variable())?)))
    });
    let mut layer: Layer = said.collect();
    if let (Some(login), Some(cloud)) = (layer.get(&Key::Login), layer.get(&Key::Cloud))
        && cloud.text.trim() != "custom"
    {
        return Err(UserError::usage(
            format!(
                "Two clouds are named: {} by {}, and another by {}",
                cloud.text.trim(),
                cloud.source,
                login.source
            ),
            "Unset one of them, or set PORCHLIGHT_CLOUD to custom",
        ));
    }
    addresses_go_together(&mut layer, Key::variable)
        .map_err(|why| UserError::usage(why, "Set both or neither"))?;
    Ok(layer)
}

#[cfg(test)]
mod tests;
