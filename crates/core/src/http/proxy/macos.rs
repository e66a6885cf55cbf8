//! macOS: the dynamic store holds the network settings, and with them the
//! address of a script. Automatic discovery of one (WPAD) is not told.

use system_configuration::core_foundation::base::CFType;
use system_configuration::core_foundation::dictionary::CFDictionary;
use system_configuration::core_foundation::number::CFNumber;
use system_configuration::core_foundation::string::CFString;
use system_configuration::dynamic_store::SCDynamicStoreBuilder;
use url::Url;

use super::Overlooked;

#[expect(
    clippy::unused_async,
    reason = "on Linux the answer has to be waited for"
)]
pub(super) async fn overlooked(_url: &Url) -> Overlooked {
    let store = SCDynamicStoreBuilder::new("porchlight").build();
    match store.and_then(|store| store.get_proxies()) {
        Some(settings) => script(&settings).map_or(Overlooked::Nothing, Overlooked::Script),
        None => Overlooked::NotChecked,
    }
}

fn script(settings: &CFDictionary<CFString, CFType>) -> Option<String> {
    let enabled = settings.find(CFString::from_static_string("ProxyAutoConfigEnable"))?;
    let enabled = enabled.downcast::<CFNumber>()?.to_i32()?;
    let address = settings.find(CFString::from_static_string("ProxyAutoConfigURLString"))?;
    let address = address.downcast::<CFString>()?.to_string();
    (enabled == 1).then_some(address)
}
