//! A data folder that has lost its keys.

use crate::harness::{Server, admin, another_code, new_officer, run, said};
use crate::phones::Enrolled;

#[test]
fn a_lost_key_is_never_replaced_in_passing_and_a_new_one_is_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let server = Server::start(data, &[]);
    let officer = new_officer(data, "李信息");
    let mut phone = Enrolled::new(&server, &another_code(data, &officer), 5);
    let first = phone.seal(&[]);
    assert_eq!(phone.post(&server, &first)["outcome"], "received");
    assert!(server.stop());

    for name in ["server.key", "codes.key"] {
        let file = data.join("keys").join(name);
        let key = std::fs::read(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        let serve = ["serve", "--listen", "127.0.0.1:0", "--data"];
        let serve: Vec<_> = serve.into_iter().chain(data.to_str()).collect();
        let (was_done, text) = said(&run(&serve, ""));
        assert!(
            !was_done && text.contains(name) && text.contains("admin new-keys"),
            "{text}"
        );
        let (was_done, text) = admin(data, &["enrol-code", "--officer", &officer], "");
        assert!(!was_done && text.contains(name), "{text}");
        assert!(!file.exists());
        std::fs::write(&file, key).unwrap();
    }

    let (was_done, text) = admin(data, &["new-keys"], "");
    assert!(!was_done && text.contains("the keys are there"), "{text}");
    std::fs::remove_file(data.join("keys/server.key")).unwrap();
    let (was_done, text) = admin(data, &["new-keys"], "");
    assert!(was_done && text.contains("server.key"), "{text}");

    // The phone is the device that it was, and is told the new key.
    let server = Server::start(data, &[]);
    let again = phone.again(&server, &another_code(data, &officer));
    assert_eq!(again.phone.device_id, phone.phone.device_id);
    assert_ne!(again.answer["server_keys"], phone.answer["server_keys"]);
    assert_eq!(again.post(&server, &first)["outcome"], "received");
    let mut phone = again;
    let second = phone.seal(&[]);
    assert_eq!(phone.post(&server, &second)["outcome"], "received");
    assert!(server.stop());
}
