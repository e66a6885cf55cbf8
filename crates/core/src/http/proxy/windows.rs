//! Windows: the user's internet settings name a script. Automatic discovery of
//! one (WPAD) leaves no trace there and is not told.

use url::Url;
use windows_registry::CURRENT_USER;

use super::Overlooked;

const SETTINGS: &str = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings";

#[expect(
    clippy::unused_async,
    reason = "on Linux the answer has to be waited for"
)]
pub(super) async fn overlooked(_url: &Url) -> Overlooked {
    let Ok(settings) = CURRENT_USER.open(SETTINGS) else {
        return Overlooked::NotChecked;
    };
    match settings.get_string("AutoConfigURL") {
        Ok(address) if !address.trim().is_empty() => Overlooked::Script(address),
        Ok(_) | Err(_) => Overlooked::Nothing,
    }
}
