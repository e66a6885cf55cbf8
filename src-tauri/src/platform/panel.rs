//! Panels whose colour makes no difference to the pictures on them.

/// What the tray's pictures stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Panel;

impl Panel {
    /// All there are.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 1] = [Self];
}

/// News of panels: there are none.
pub(crate) struct Panels;

impl Panels {
    pub(crate) fn listen() -> Self {
        Self
    }

    #[expect(clippy::unused_self, reason = "only Windows has to know")]
    pub(crate) fn now(&self) -> Panel {
        Panel
    }

    /// Never completes.
    #[expect(clippy::unused_self, reason = "only Windows has to listen")]
    pub(crate) fn change(&mut self) -> std::future::Pending<()> {
        std::future::pending()
    }
}
