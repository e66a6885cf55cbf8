//! Sign-in with a code that the user types on any device.

use chrono::TimeDelta;

use super::endpoint::Grant;
use super::{AuthError, Progress, Scopes, Tokens};

impl Tokens {
    pub(super) async fn with_device_code(
        &self,
        scopes: Scopes,
        progress: &(impl Fn(Progress) + Send + Sync),
    ) -> Result<Grant, AuthError> {
        let code = self.endpoint().device_code(scopes).await?;
        let life = TimeDelta::from_std(code.expires_in()).unwrap_or(TimeDelta::minutes(15));
        progress(Progress::DeviceCode {
            code: code.user_code().secret().clone(),
            address: code.verification_uri().to_string(),
            expires_at: self.clock().now() + life,
        });
        self.endpoint().device_grant(&code, scopes).await
    }
}
