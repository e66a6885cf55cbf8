//! One examination at a time: whoever asks while one is under way shares it.

use std::sync::{Mutex, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::WeakShared;

use super::{Doctor, Examination};

/// A doctor whom any number of programs may ask at once: each examination asks
/// the keyring, the network and Graph.
pub(crate) struct OneAtATime<D> {
    doctor: D,
    under_way: Mutex<Option<WeakShared<Examination>>>,
}

impl<D: Doctor> OneAtATime<D> {
    pub(crate) fn new(doctor: D) -> Self {
        Self {
            doctor,
            under_way: Mutex::default(),
        }
    }
}

impl<D: Doctor> Doctor for OneAtATime<D> {
    fn examine(&self) -> Examination {
        let under_way = self.under_way.lock();
        let mut under_way = under_way.unwrap_or_else(PoisonError::into_inner);
        let shared = under_way.as_ref().and_then(WeakShared::upgrade);
        // One that is done tells of what was.
        let examination = shared.filter(|shared| shared.peek().is_none());
        let examination = examination.unwrap_or_else(|| {
            let begun = self.doctor.examine().shared();
            *under_way = begun.downgrade();
            begun
        });
        examination.boxed()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::join_all;
    use tokio::sync::Notify;

    use super::*;
    use crate::doctor::Report;

    /// Counts the examinations, each of which lasts until it is let go.
    struct Counting {
        begun: Arc<AtomicUsize>,
        done: Arc<Notify>,
    }

    impl Doctor for Counting {
        fn examine(&self) -> Examination {
            let number = self.begun.fetch_add(1, Ordering::Relaxed) + 1;
            let done = Arc::clone(&self.done);
            Box::pin(async move {
                done.notified().await;
                let mut report = Report::new(Vec::new());
                report.text = number.to_string();
                Ok(report)
            })
        }
    }

    #[tokio::test]
    async fn whoever_asks_meanwhile_shares_the_report_and_whoever_asks_later_has_another() {
        let (begun, done) = <(Arc<AtomicUsize>, Arc<Notify>)>::default();
        let doctor = OneAtATime::new(Counting {
            begun: Arc::clone(&begun),
            done: Arc::clone(&done),
        });
        for round in ["1", "2"] {
            let asked = (0..128).map(|_| doctor.examine());
            done.notify_one();
            for report in join_all(asked).await {
                assert_eq!(report.unwrap().text, round);
            }
        }
        assert_eq!(begun.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn one_that_nobody_waits_for_any_more_is_given_up() {
        let (begun, done) = <(Arc<AtomicUsize>, Arc<Notify>)>::default();
        let doctor = OneAtATime::new(Counting {
            begun,
            done: Arc::clone(&done),
        });
        drop(doctor.examine());
        let asked = doctor.examine();
        done.notify_one();
        assert_eq!(asked.await.unwrap().text, "2");
    }
}
