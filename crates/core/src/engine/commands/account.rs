//! Signing in and out, and the end of a run.

use chrono::{DateTime, Utc};

use crate::auth::{AuthError, Method, Scopes, SignInWish};
use crate::engine::Mode;
use crate::engine::effect::Effect;
use crate::engine::input::CommandId;
use crate::engine::session::{Flow, Session};
use crate::engine::state::State;
use crate::engine::wish::Wish;
use crate::graph::Request;
use crate::model::Held;
use crate::view::{SignInMethod, SignInView};

pub(super) fn sign_in(
    state: &mut State,
    id: CommandId,
    method: SignInMethod,
    for_colleagues: bool,
) {
    if let Err(why) = state.registration.clone() {
        state.answer(id, Err(why));
        return;
    }
    abandon_sign_in(state);
    state.problem.taken_up(id);
    state.flows += 1;
    let scopes = if for_colleagues {
        Scopes::Colleagues
    } else {
        state.consented()
    };
    state.flow = Some(Flow {
        id: state.flows,
        step: SignInView::Starting,
        scopes,
        for_colleagues,
        answer: id,
    });
    let hint = state
        .stored
        .account
        .as_ref()
        .and_then(|account| account.address.clone());
    state.ask(Effect::SignIn {
        flow: state.flows,
        wish: SignInWish {
            method: match method {
                SignInMethod::Browser => Method::Browser,
                SignInMethod::Address => Method::Address,
                SignInMethod::DeviceCode => Method::DeviceCode,
            },
            scopes,
            hint,
            ask_again: for_colleagues && state.refused == Some(scopes),
        },
    });
}

pub(super) fn cancel_sign_in(state: &mut State, id: CommandId) {
    // A page that wants an administrator's approval has no other way back.
    if let Some(step) = state.flow.as_ref().map(|flow| flow.step.clone()) {
        state.offer_help(&AuthError::Cancelled, &step);
    }
    abandon_sign_in(state);
    state.answer(id, Ok(()));
}

/// Ends a sign-in under way; the former account is untouched.
pub(in crate::engine) fn abandon_sign_in(state: &mut State) {
    if let Some(flow) = state.flow.take() {
        state.ask(Effect::CancelSignIn);
        state.ask(Effect::Answer(
            flow.answer,
            Err(AuthError::Cancelled.to_user()),
        ));
    }
}

pub(super) fn sign_out(state: &mut State, id: CommandId, now: DateTime<Utc>) {
    abandon_sign_in(state);
    if let (Err(why), Some(_)) = (&state.registration, &state.stored.account) {
        // Without the application nobody knows under which name the keyring
        // holds the sign-in: it would stay there for good.
        let why = why.clone();
        return state.answer(id, Err(why));
    }
    let before = state.stored.clone();
    let first = farewell(state, now);
    let account = state.stored.account.take();
    let key = account.and_then(|account| state.key(&account));
    state.ask(Effect::SignOut {
        first,
        key,
        answer: id,
    });
    state.ask(Effect::ForgetPhotos);
    state.stored.consent = None;
    state.refused = None;
    let waiting = state.keyring.leave_unread();
    state.answer_all(waiting, &Err(AuthError::SignedOut.to_user()));
    state.stored.forget_own();
    if state.stored != before {
        state.save();
    }
    state.sign_out_locally(None, now);
    state.ask_keyring_later(now);
}

pub(super) fn quit(state: &mut State, id: CommandId, now: DateTime<Utc>) {
    abandon_sign_in(state);
    let clears = state.mode == Mode::Resident && state.stored.clear_on_quit;
    let first = if clears {
        farewell(state, now)
    } else {
        Vec::new()
    };
    if !first.is_empty() {
        // Until Graph has taken it: the next run sends what this one could not.
        state.stored.requested = None;
        state.stored.held = may_hold(state, now);
        state.save();
    }
    end(state, first, id);
}

/// Ends for a newer version, which goes on with what is set: nothing is cleared,
/// and what Graph holds of ours lasts until it is there.
pub(in crate::engine) fn make_way(state: &mut State, id: CommandId) {
    abandon_sign_in(state);
    end(state, Vec::new(), id);
}

/// Ends the engine once Graph has been told `first`.
fn end(state: &mut State, first: Vec<Request>, answer: CommandId) {
    state.ending = true;
    let mut cleared = Box::new(state.stored.clone());
    cleared.unsent = false;
    cleared.held = Held::default();
    if state.unsaved.is_some() {
        // The last moment to.
        state.save();
    }
    state.ask(Effect::End {
        first,
        cleared,
        answer,
    });
}

/// What Graph holds of ours, or will once it has taken what is on its way.
fn may_hold(state: &State, now: DateTime<Utc>) -> Held {
    match &state.session {
        Session::SignedIn(signed_in) => signed_in.own.may_hold(&state.stored.held, now),
        Session::Starting { .. } | Session::SignedOut { .. } => state.stored.held.clone(),
    }
}

/// What ends at Graph whatever we set there; nothing if nothing of ours is left.
pub(in crate::engine) fn farewell(state: &State, now: DateTime<Utc>) -> Vec<Request> {
    let (Session::SignedIn(signed_in), Ok(registration)) = (&state.session, &state.registration)
    else {
        return Vec::new();
    };
    if state.mode == Mode::Watching {
        return Vec::new();
    }
    let held = may_hold(state, now);
    let steps = Wish::default().steps(&held, state.stored.unsent, state.mode, now);
    let (me, app) = (&signed_in.account.id, registration.client_id.as_str());
    steps.iter().map(|step| step.request(me, app)).collect()
}
