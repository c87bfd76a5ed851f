//! WebCrypto against the `p256` crate and the published vector.

use domain::hash::Sha256;
use engine::ports::{KeyId, Vault as _, VaultError};
use evidence::jws::{TYP_VERSION, Unsigned, parse};
use js_sys::Array;
use wasm_bindgen_test::wasm_bindgen_test;
use web::idb::IdbStore;
use web::vault::WebCryptoVault;

use super::raw::{self, fresh_name, fresh_store, member};

fn bytes<const N: usize>(base64url: &str) -> [u8; N] {
    evidence::base64url::decode(base64url)
        .unwrap()
        .try_into()
        .unwrap()
}

#[wasm_bindgen_test]
async fn the_example_of_rfc_7515_a3_verifies() {
    let vault = WebCryptoVault::new(fresh_store().await);
    let key = evidence::jwk::from_coordinates(
        &bytes("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
        &bytes("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
    );
    let signature = bytes(
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
    );
    let input = b"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    assert_eq!(vault.verify(&key, input, &signature).await, Ok(true));
    let mut other = signature;
    other[0] ^= 1;
    assert_eq!(vault.verify(&key, input, &other).await, Ok(false));
    assert_eq!(vault.verify(&key, b"other", &signature).await, Ok(false));
}

#[wasm_bindgen_test]
async fn what_the_browser_signs_the_server_verifies_and_the_other_way_round() {
    let vault = WebCryptoVault::new(fresh_store().await);
    let key = vault.create_key().await.unwrap();
    assert_eq!(key.public.kid.as_deref(), Some(key.id.0.as_str()));
    assert_eq!(key.id.0, evidence::jwk::thumbprint(&key.public));

    let unsigned = Unsigned::new(TYP_VERSION, &key.id.0, b"{\"a\":1}");
    let signature = vault
        .sign(&key.id, &unsigned.signing_input())
        .await
        .unwrap();
    let parsed = parse(&unsigned.with_signature(&signature), TYP_VERSION).unwrap();
    assert_eq!(evidence::native::verify(&key.public, &parsed), Ok(()));

    let server = evidence::native::KeyPair::from_secret(&[7; 32]).unwrap();
    let parsed = parse(&server.sign(TYP_VERSION, b"payload"), TYP_VERSION).unwrap();
    let verdict = vault
        .verify(server.public(), &parsed.signing_input, &parsed.signature)
        .await;
    assert_eq!(verdict, Ok(true));
}

#[wasm_bindgen_test]
async fn a_key_survives_the_page_and_cannot_be_taken_out() {
    let name = fresh_name();
    let vault = WebCryptoVault::new(IdbStore::open(&name).await.unwrap());
    let key = vault.create_key().await.unwrap();
    drop(vault);
    let again = WebCryptoVault::new(IdbStore::open(&name).await.unwrap());
    assert!(again.sign(&key.id, b"bytes").await.is_ok());

    let objects = Array::from(&raw::dump(&name).await.unwrap());
    let stored = member(&Array::from(&objects.get(0)).get(1), "key");
    assert_eq!(member(&stored, "extractable").as_bool(), Some(false));
    assert_eq!(
        member(&stored, "type").as_string().as_deref(),
        Some("private")
    );
}

#[wasm_bindgen_test]
async fn a_key_that_is_gone_is_told() {
    let vault = WebCryptoVault::new(fresh_store().await);
    let gone = KeyId("gone".to_owned());
    assert_eq!(vault.sign(&gone, b"bytes").await, Err(VaultError::KeyGone));
}

#[wasm_bindgen_test]
async fn what_is_no_key_verifies_nothing() {
    let vault = WebCryptoVault::new(fresh_store().await);
    let off_the_curve = evidence::jwk::from_coordinates(&[1; 32], &[1; 32]);
    let verdict = vault.verify(&off_the_curve, b"bytes", &[1; 64]).await;
    assert_eq!(verdict, Ok(false));
}

#[wasm_bindgen_test]
async fn hashes_are_those_of_fips_180() {
    let vault = WebCryptoVault::new(fresh_store().await);
    for text in [b"".as_slice(), b"abc", &[7; 100_000]] {
        let hash: Sha256 = vault.sha256(text).await.unwrap();
        assert_eq!(hash, evidence::sha256(text));
    }
}
