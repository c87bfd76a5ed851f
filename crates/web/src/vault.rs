//! Keys and hashes by WebCrypto. A private key is made not extractable, lives in the phone's store
//! as the browser's own object, and never as bytes.

use domain::hash::Sha256;
use domain::wire::Jwk;
use engine::ports::{KeyId, LocalBoxFuture, NewKey, Vault, VaultError};
use evidence::{base64url, jwk};
use js_sys::{ArrayBuffer, Object, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use crate::idb::IdbStore;
use crate::js;

/// The vault of a browser.
#[derive(Debug, Clone)]
pub struct WebCryptoVault {
    store: IdbStore,
}

impl WebCryptoVault {
    /// The vault whose keys are in `store`.
    pub fn new(store: IdbStore) -> Self {
        Self { store }
    }

    async fn create(&self) -> Result<NewKey, VaultError> {
        let subtle = subtle()?;
        let usages = js_sys::Array::of2(&"sign".into(), &"verify".into());
        let algorithm: Object = curve().unchecked_into();
        let pair = subtle
            .generate_key_with_object(&algorithm, false, &usages)
            .map_err(unavailable)?;
        let pair = settle(pair).await?;
        let public_key: CryptoKey = js::get(&pair, "publicKey").unchecked_into();
        let private_key: CryptoKey = js::get(&pair, "privateKey").unchecked_into();
        let exported = subtle.export_key("jwk", &public_key).map_err(unavailable)?;
        let exported = settle(exported).await?;
        let public = jwk_of(&exported)
            .ok_or_else(|| VaultError::Unavailable("the new key has no coordinates".to_owned()))?;
        let Sha256(hash) = self.sha256(jwk::hash_input(&public).as_bytes()).await?;
        let id = KeyId(base64url::encode(&hash));
        let public = Jwk {
            kid: Some(id.0.clone()),
            ..public
        };
        self.store
            .put_key(&id, &private_key)
            .await
            .map_err(|error| VaultError::Unavailable(error.to_string()))?;
        Ok(NewKey { id, public })
    }

    async fn sign_bytes(&self, id: &KeyId, bytes: &[u8]) -> Result<[u8; 64], VaultError> {
        let key = self
            .store
            .key(id)
            .await
            .map_err(|error| VaultError::Unavailable(error.to_string()))?
            .ok_or(VaultError::KeyGone)?;
        let signature = subtle()?
            .sign_with_object_and_js_u8_array(&ecdsa(), &key, &Uint8Array::from(bytes))
            .map_err(unavailable)?;
        let signature = Uint8Array::new(&settle(signature).await?).to_vec();
        // WebCrypto gives raw r||s (W3C Web Cryptography, 23.4.1).
        signature
            .try_into()
            .map_err(|_| VaultError::Unavailable("a signature that is not 64 bytes".to_owned()))
    }
}

impl Vault for WebCryptoVault {
    fn create_key(&self) -> LocalBoxFuture<'_, Result<NewKey, VaultError>> {
        Box::pin(self.create())
    }

    fn sign<'a>(
        &'a self,
        key: &'a KeyId,
        bytes: &'a [u8],
    ) -> LocalBoxFuture<'a, Result<[u8; 64], VaultError>> {
        Box::pin(self.sign_bytes(key, bytes))
    }

    fn verify<'a>(
        &'a self,
        key: &'a Jwk,
        bytes: &'a [u8],
        signature: &'a [u8; 64],
    ) -> LocalBoxFuture<'a, Result<bool, VaultError>> {
        Box::pin(verify(key, bytes, signature))
    }

    fn sha256<'a>(&'a self, bytes: &'a [u8]) -> LocalBoxFuture<'a, Result<Sha256, VaultError>> {
        Box::pin(async move { digest(&Uint8Array::from(bytes).buffer()).await })
    }
}

/// The SHA-256 of a buffer that stays in the browser.
pub(crate) async fn digest(buffer: &ArrayBuffer) -> Result<Sha256, VaultError> {
    let hash = subtle()?
        .digest_with_str_and_buffer_source("SHA-256", buffer)
        .map_err(unavailable)?;
    let hash = Uint8Array::new(&settle(hash).await?).to_vec();
    hash.try_into()
        .map(Sha256)
        .map_err(|_| VaultError::Unavailable("a SHA-256 that is not 32 bytes".to_owned()))
}

async fn verify(key: &Jwk, bytes: &[u8], signature: &[u8; 64]) -> Result<bool, VaultError> {
    let subtle = subtle()?;
    let members = js::object(&[
        ("kty", key.kty.as_str().into()),
        ("crv", key.crv.as_str().into()),
        ("x", key.x.as_str().into()),
        ("y", key.y.as_str().into()),
        ("ext", JsValue::TRUE),
    ]);
    let usages = js_sys::Array::of1(&"verify".into());
    let (members, algorithm): (Object, Object) =
        (members.unchecked_into(), curve().unchecked_into());
    let imported = subtle
        .import_key_with_object("jwk", &members, &algorithm, false, &usages)
        .map_err(unavailable)?;
    // A point off the curve, another curve, coordinates that are not base64url: no key, no proof.
    let Ok(imported) = JsFuture::from(imported).await else {
        return Ok(false);
    };
    let verdict = subtle
        .verify_with_object_and_js_u8_array_and_js_u8_array(
            &ecdsa(),
            &imported.unchecked_into(),
            &Uint8Array::from(signature.as_slice()),
            &Uint8Array::from(bytes),
        )
        .map_err(unavailable)?;
    Ok(settle(verdict).await?.as_bool() == Some(true))
}

/// The public half that WebCrypto exported.
fn jwk_of(exported: &JsValue) -> Option<Jwk> {
    let coordinate = |name| {
        let text = js::get(exported, name).as_string()?;
        <[u8; 32]>::try_from(base64url::decode(&text)?).ok()
    };
    Some(jwk::bare(&coordinate("x")?, &coordinate("y")?))
}

fn curve() -> JsValue {
    js::object(&[("name", "ECDSA".into()), ("namedCurve", "P-256".into())])
}

fn ecdsa() -> Object {
    js::object(&[("name", "ECDSA".into()), ("hash", "SHA-256".into())]).unchecked_into()
}

/// Only secure contexts have it.
fn subtle() -> Result<SubtleCrypto, VaultError> {
    let crypto = js::scope().crypto();
    let subtle = crypto.map(|crypto| js::get(&crypto, "subtle"));
    subtle
        .filter(|subtle| subtle.is_object())
        .map(JsCast::unchecked_into)
        .ok_or_else(|| VaultError::Unavailable("not a secure context".to_owned()))
}

async fn settle(promise: Promise) -> Result<JsValue, VaultError> {
    JsFuture::from(promise).await.map_err(unavailable)
}

fn unavailable(error: impl Into<JsValue>) -> VaultError {
    VaultError::Unavailable(js::error_text(&error.into()))
}
