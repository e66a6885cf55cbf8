//! A sign-in that a company's rules stop: what it means, who can do what about
//! it, and a letter to them.
//!
//! The AADSTS number chooses words only; what the program does about a refusal
//! hangs on the protocol's own `error` (`super::answer`).

use url::Url;

use super::scope::GRAPH;
use super::{AuthError, Registration};

/// Why a company's sign-in service said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Nobody has agreed to the permissions yet.
    Consent,
    /// Users may not agree by themselves.
    Approval,
    /// A rule on device, place or sign-in.
    ConditionalAccess,
    /// Only some users may use this application, and this one may not.
    NotAssigned,
    /// The company does not know the application.
    NotInTenant,
    /// The application is for one company, but any was asked for.
    SingleTenant,
    /// The configured tenant does not exist.
    UnknownTenant,
    /// A personal account, or one of another company.
    OtherAccount,
    /// The account lives in another of Microsoft's clouds.
    OtherCloud,
    /// Codes are not allowed, by a rule or by the registration.
    DeviceCode,
    /// Somebody has turned the application off.
    Disabled,
    /// The page in the browser was left; what it said is not known.
    LeftThePage,
    /// Refused for a reason that is not known here.
    Unknown,
}

impl Cause {
    /// None where the company has nothing to do with it. `by_code` is whether
    /// the sign-in was with a device code.
    pub(crate) fn of(error: &AuthError, by_code: bool) -> Option<Self> {
        let (AuthError::Refused { code, .. } | AuthError::Ended { code }) = error else {
            let left = matches!(error, AuthError::Cancelled | AuthError::TimedOut);
            return left.then_some(Self::LeftThePage);
        };
        Some(match code.strip_prefix("AADSTS").unwrap_or(code) {
            "65001" | "consent_required" => Self::Consent,
            "90094" | "90095" => Self::Approval,
            "53003" | "530035" if by_code => Self::DeviceCode,
            "53003" | "530035" | "53000" | "53001" | "530032" | "50097" => Self::ConditionalAccess,
            "50105" => Self::NotAssigned,
            "700016" | "700011" => Self::NotInTenant,
            "7000112" => Self::Disabled,
            "7000218" => Self::DeviceCode,
            "50194" => Self::SingleTenant,
            "90002" => Self::UnknownTenant,
            "50020" | "500208" | "50034" | "51004" | "9002332" => Self::OtherAccount,
            "90038" | "90043" => Self::OtherCloud,
            // The user said no, or only left the page.
            "65004" => Self::LeftThePage,
            _ => Self::Unknown,
        })
    }

    /// What happened: one sentence.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Consent => "Nobody has agreed yet to what Porchlight may do in your company.",
            Self::Approval => "Your company wants an administrator to approve Porchlight first.",
            Self::ConditionalAccess => {
                "A rule of your company (Conditional Access) does not allow this sign-in."
            }
            Self::NotAssigned => "Your company lets only some people use this application.",
            Self::NotInTenant => "Your company does not know this application yet.",
            Self::SingleTenant => {
                "The application is registered for one company only, but the configuration names none."
            }
            Self::UnknownTenant => "The tenant in the configuration does not exist.",
            Self::OtherAccount => {
                "This account is not one of the company's: a personal account, or one of another company."
            }
            Self::OtherCloud => "This account belongs to another of Microsoft's clouds.",
            Self::DeviceCode => "Your company does not allow a sign-in with a code.",
            Self::Disabled => "Somebody has turned this application off.",
            Self::LeftThePage => "The sign-in page was left before the sign-in was finished.",
            Self::Unknown => "The sign-in service of your company refused the sign-in.",
        }
    }

    /// Who can do what: one or two sentences.
    pub(crate) fn what_to_do(self) -> &'static str {
        match self {
            Self::Consent => {
                "Sign in again and agree; if you are not asked, an administrator can consent for everybody."
            }
            Self::Approval => {
                "An administrator can approve it for everybody with the address below."
            }
            Self::ConditionalAccess => {
                "Your IT can say which device, network or sign-in the rule wants, or make an exception for this application."
            }
            Self::NotAssigned => {
                "Your IT can assign you to the application under Enterprise applications, Users and groups."
            }
            Self::NotInTenant => {
                "Check the application's id and the tenant in the configuration. If they are right, an administrator can add the application with the address below."
            }
            Self::SingleTenant => {
                "Write the company's tenant id as account.tenant in the configuration, or let your IT open the registration to any organisation."
            }
            Self::UnknownTenant => {
                "Check account.tenant in the configuration; your IT knows the tenant's id."
            }
            Self::OtherAccount => {
                "Sign in with your work or school account. A guest of another company needs to be invited by its IT."
            }
            Self::OtherCloud => {
                "Write the cloud of your company as account.cloud in the configuration, with an application registered there; your IT knows which."
            }
            Self::DeviceCode => {
                "Sign in with the browser instead, or let your IT allow public client flows and device codes for this application."
            }
            Self::Disabled => {
                "Your IT can turn it on again under Enterprise applications, Properties."
            }
            Self::LeftThePage => {
                "If the page asked for an administrator's approval, one can give it with the address below. Otherwise sign in again."
            }
            Self::Unknown => "Your IT can look up the refusal in the sign-in log and allow it.",
        }
    }

    /// Whether an administrator's consent could help.
    pub(crate) fn wants_consent(self) -> bool {
        match self {
            Self::Consent
            | Self::Approval
            | Self::NotInTenant
            | Self::LeftThePage
            | Self::Unknown => true,
            Self::ConditionalAccess
            | Self::NotAssigned
            | Self::SingleTenant
            | Self::UnknownTenant
            | Self::OtherAccount
            | Self::OtherCloud
            | Self::DeviceCode
            | Self::Disabled => false,
        }
    }
}

/// What each permission is for, as an administrator wants to know it.
const REASONS: [(&str, &str); GRAPH.len()] = [
    ("User.Read", "to know who is signed in"),
    ("Presence.Read", "to show the user's own presence"),
    (
        "Presence.ReadWrite",
        "to set the user's own presence and status message",
    ),
    (
        "Presence.Read.All",
        "to show the presence of colleagues the user has chosen",
    ),
    (
        "User.ReadBasic.All",
        "to find colleagues by name or address",
    ),
];

/// The page on which an administrator consents for the whole company.
pub(crate) fn admin_consent_address(registration: &Registration) -> Url {
    // Nobody's and everybody's tenant have no administrator.
    let tenant = match registration.tenant.as_str() {
        "common" | "consumers" => "organizations",
        tenant => tenant,
    };
    let root = registration.cloud.graph.as_str().trim_end_matches('/');
    let scopes: Vec<String> = GRAPH.iter().map(|name| format!("{root}/{name}")).collect();
    let mut address = registration.cloud.login.clone();
    let base = address.path().trim_end_matches('/').to_owned();
    address.set_path(&format!("{base}/{tenant}/v2.0/adminconsent"));
    address
        .query_pairs_mut()
        .append_pair("client_id", &registration.client_id)
        .append_pair("scope", &scopes.join(" "))
        .append_pair("redirect_uri", "http://localhost");
    address
}

/// A plain-text mail to the company's IT; its first line is the subject.
/// Without a cause nothing has been refused. `code` is what the sign-in service
/// called the refusal, if it said so.
pub(crate) fn letter(
    registration: &Registration,
    cause: Option<Cause>,
    code: Option<&str>,
) -> String {
    let host = |url: &Url| {
        let port = url.port_or_known_default().unwrap_or(443);
        format!("{}, {port}/TCP", url.host_str().unwrap_or_default())
    };
    let permissions: Vec<String> = REASONS
        .iter()
        .map(|(name, why)| format!("  {name}: {why}"))
        .collect();
    let code = code.map(|code| format!(" ({code})")).unwrap_or_default();
    let refusal = cause.map(|cause| {
        let (sentence, what_to_do) = (cause.sentence(), cause.what_to_do());
        format!(
            " I could not sign in.\n\nWhat Porchlight says about it{code}: {sentence} {what_to_do}"
        )
    });
    format!(
        "\
Subject: Porchlight needs your help to sign in

Hello,

I use Porchlight, a desktop program that shows and sets my Microsoft Teams presence through Microsoft Graph.{refusal}

The application
  Application (client) ID: {client_id}
  Tenant: {tenant}
  Cloud: {cloud}
  Kind: public client (mobile and desktop), without a secret; it signs in through the system's browser (authorisation code with PKCE) or with a device code
  Redirect URI: http://localhost, on any port of the user's own computer

Delegated permissions of Microsoft Graph, each limited to what the user may do; Microsoft requires an administrator's consent for none of them
{permissions}
Besides openid, profile and offline_access, to sign in and to stay signed in

Hosts it must reach over HTTPS
  {login}
  {graph}

To consent for the whole company, an administrator opens this address. At the end the browser goes to http://localhost, where nothing is shown: that is as it should be.
{address}

Porchlight sends nothing to anybody but Microsoft. The sign-in lies in the keyring of the operating system.

Thank you
",
        refusal = refusal.unwrap_or_default(),
        client_id = registration.client_id,
        tenant = registration.tenant,
        cloud = registration.cloud.name,
        permissions = permissions.join("\n"),
        login = host(&registration.cloud.login),
        graph = host(&registration.cloud.graph),
        address = admin_consent_address(registration),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Cloud;

    const ALL: [Cause; 13] = [
        Cause::Consent,
        Cause::Approval,
        Cause::ConditionalAccess,
        Cause::NotAssigned,
        Cause::NotInTenant,
        Cause::SingleTenant,
        Cause::UnknownTenant,
        Cause::OtherAccount,
        Cause::OtherCloud,
        Cause::DeviceCode,
        Cause::Disabled,
        Cause::LeftThePage,
        Cause::Unknown,
    ];

    fn registration(tenant: &str) -> Registration {
        Registration {
            client_id: "11111111-2222-3333-4444-555555555555".to_owned(),
            tenant: tenant.to_owned(),
            cloud: Cloud::named("global").unwrap(),
        }
    }

    fn refused(code: &str) -> AuthError {
        AuthError::Refused {
            code: code.to_owned(),
            message: "No.".to_owned(),
        }
    }

    #[test]
    fn refusals_are_told_apart() {
        for (code, cause) in [
            ("AADSTS65001", Cause::Consent),
            ("consent_required", Cause::Consent),
            ("AADSTS90094", Cause::Approval),
            ("AADSTS53003", Cause::ConditionalAccess),
            ("AADSTS50105", Cause::NotAssigned),
            ("AADSTS700016", Cause::NotInTenant),
            ("AADSTS50194", Cause::SingleTenant),
            ("AADSTS90002", Cause::UnknownTenant),
            ("AADSTS50020", Cause::OtherAccount),
            ("AADSTS9002332", Cause::OtherAccount),
            ("AADSTS90038", Cause::OtherCloud),
            ("AADSTS7000218", Cause::DeviceCode),
            ("AADSTS7000112", Cause::Disabled),
            ("AADSTS65004", Cause::LeftThePage),
            ("AADSTS1", Cause::Unknown),
            ("access_denied", Cause::Unknown),
        ] {
            assert_eq!(Cause::of(&refused(code), false), Some(cause), "{code}");
        }
        let ended = AuthError::Ended {
            code: "AADSTS53003".to_owned(),
        };
        assert_eq!(Cause::of(&ended, false), Some(Cause::ConditionalAccess));
        let blocked = refused("AADSTS53003");
        assert_eq!(Cause::of(&blocked, true), Some(Cause::DeviceCode));
        assert_eq!(
            Cause::of(&AuthError::TimedOut, false),
            Some(Cause::LeftThePage)
        );
    }

    #[test]
    fn trouble_of_other_kinds_is_nothing_for_the_company() {
        for error in [
            AuthError::Mismatch,
            AuthError::Unreachable(String::new()),
            AuthError::Local(String::new()),
            AuthError::Throttled { retry_after: None },
        ] {
            assert_eq!(Cause::of(&error, false), None, "{error}");
        }
    }

    #[test]
    fn every_cause_has_sentences_of_its_own() {
        for (n, cause) in ALL.iter().enumerate() {
            for words in [cause.sentence(), cause.what_to_do()] {
                assert!(words.ends_with('.'), "{words}");
            }
            let others = &ALL[..n];
            assert!(others.iter().all(|o| o.sentence() != cause.sentence()));
            assert!(others.iter().all(|o| o.what_to_do() != cause.what_to_do()));
            let needs_address = cause.what_to_do().contains("address below");
            assert!(!needs_address || cause.wants_consent(), "{cause:?}");
        }
    }

    #[test]
    fn an_administrator_of_the_tenant_is_asked() {
        for (tenant, asked) in [
            ("organizations", "organizations"),
            ("common", "organizations"),
            ("contoso.com", "contoso.com"),
        ] {
            let address = admin_consent_address(&registration(tenant));
            let start = format!(
                "https://login.microsoftonline.com/{asked}/v2.0/adminconsent?client_id=11111111-2222-3333-4444-555555555555&scope=https"
            );
            assert!(address.as_str().starts_with(&start), "{address}");
        }
    }

    #[test]
    fn the_letter_explains_exactly_what_is_asked_for() {
        assert_eq!(REASONS.map(|(name, _)| name), GRAPH);
        insta::assert_snapshot!(letter(
            &registration("contoso.com"),
            Some(Cause::Approval),
            Some("AADSTS90094")
        ));
    }

    #[test]
    fn a_letter_before_any_refusal_tells_of_none() {
        let letter = letter(&registration("contoso.com"), None, None);
        for refused in ["could not sign in", "says about it"] {
            assert!(!letter.contains(refused), "{letter}");
        }
        assert!(letter.contains("through Microsoft Graph.\n\nThe application\n"));
    }
}
