//! Sign-in with a code that the user types on any device.

use chrono::TimeDelta;

use super::endpoint::Grant;
use super::{AuthError, Progress, Scopes, Tokens};

/// What Microsoft gives a code.
const LIFE: TimeDelta = TimeDelta::minutes(15);

impl Tokens {
    pub(super) async fn with_device_code(
        &self,
        scopes: Scopes,
        progress: &(impl Fn(Progress) + Send + Sync),
    ) -> Result<Grant, AuthError> {
        let code = self.endpoint().device_code(scopes).await?;
        let life = TimeDelta::from_std(code.expires_in())
            .map_or(LIFE, |life| life.min(TimeDelta::days(1)));
        progress(Progress::DeviceCode {
            code: code.user_code().secret().clone(),
            address: code.verification_uri().to_string(),
            expires_at: self.clock().now() + life,
        });
        self.endpoint().device_grant(&code, scopes).await
    }
}
