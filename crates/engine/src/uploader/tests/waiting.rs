//! A server that says when to come again.

use futures::executor::block_on;

use super::server::Fault;
use super::{Phone, RECEIVED, enrolled};
use crate::api::LONGEST_ASKED_WAIT_MS;
use crate::ports::{Clock as _, PhoneStore as _};
use crate::record::{RecordState, SealedVersion};

/// How long the item still waits after its first failure.
fn wait_ms(phone: &Phone, version: &SealedVersion) -> i64 {
    let item = block_on(phone.store.outbox_item(version.sealed.version_id));
    let item = item.unwrap().unwrap();
    assert_eq!((item.failures, item.wedge), (1, None));
    item.next_try_at_ms - phone.clock.now_ms()
}

#[test]
fn what_a_busy_server_sent_away_does_not_come_before_the_time() {
    for path in [
        "/api/v1/envelopes",
        "/api/v1/uploads",
        "/api/v1/uploads/",
        "/api/v1/envelopes/",
    ] {
        let phone = enrolled();
        let version = phone.seal(1, 10);
        phone.server.fail(path, Fault::BusyFor(600));
        assert!(phone.round().is_connected, "{path}");
        let wait_ms = wait_ms(&phone, &version);
        assert!((600_000..=900_000).contains(&wait_ms), "{path}: {wait_ms}");
        // Woken before, as by the network that comes back.
        phone.clock.advance(wait_ms - 1);
        phone.round();
        assert_eq!(phone.state(&version), RecordState::Waiting, "{path}");
        phone.clock.advance(1);
        phone.round();
        assert_eq!(phone.state(&version), RECEIVED, "{path}");
    }
}

#[test]
fn the_wait_that_a_server_may_ask_for_has_an_end_and_a_short_one_does_not_hurry() {
    let phone = enrolled();
    let version = phone.seal(1, 10);
    phone
        .server
        .fail("/api/v1/envelopes", Fault::BusyFor(u32::MAX));
    phone.round();
    let longest = LONGEST_ASKED_WAIT_MS..=3_600_000;
    assert!(longest.contains(&wait_ms(&phone, &version)));

    let phone = enrolled();
    let version = phone.seal(1, 10);
    phone.server.fail("/api/v1/envelopes", Fault::BusyFor(0));
    phone.round();
    assert!(wait_ms(&phone, &version) >= 1_500, "its own wait is longer");
}

#[test]
fn an_inbox_that_asks_for_rest_gets_it_and_records_go_on() {
    let phone = enrolled();
    phone.server.fail("/api/v1/inbox", Fault::BusyFor(120));
    let version = phone.seal(1, 10);
    phone.round();
    assert_eq!(phone.state(&version), RECEIVED);
    phone.clock.advance(119_000);
    phone.server.fail("/api/v1/inbox", Fault::Lost);
    let end = phone.round();
    assert!(end.is_connected, "it was not asked");
    phone.clock.advance(61_001);
    assert!(!phone.round().is_connected, "now it was");
}

#[test]
fn a_person_who_asks_need_not_wait_and_a_clock_that_is_set_back_neither() {
    let phone = enrolled();
    let version = phone.seal(1, 10);
    phone.server.fail("/api/v1/inbox", Fault::BusyFor(1_000));
    phone
        .server
        .fail("/api/v1/envelopes", Fault::BusyFor(1_000));
    phone.round();
    block_on(phone.store.retry_all(phone.clock.now_ms())).unwrap();
    phone.round();
    assert_eq!(phone.state(&version), RECEIVED);
    phone.clock.advance(-86_400_000);
    phone.server.fail("/api/v1/inbox", Fault::Lost);
    assert!(!phone.round().is_connected, "the inbox is asked");
}
