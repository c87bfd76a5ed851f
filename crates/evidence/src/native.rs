//! ES256 by the `p256` crate, for the server, the tests and the tools.

use domain::wire::{Jwk, Jws};
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};

use crate::jws::{Parsed, Unsigned};

/// A private key and its public half.
#[derive(Clone)]
pub struct KeyPair {
    signing: SigningKey,
    public: Jwk,
}

impl std::fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyPair")
            .field("kid", &self.public.kid)
            .finish_non_exhaustive()
    }
}

/// Bytes that are no private P-256 key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a private P-256 key")]
pub struct NotAPrivateKey;

impl KeyPair {
    /// From the 32 bytes of the secret scalar; random bytes make a new key.
    ///
    /// # Errors
    /// Zero, or a number beyond the group's order: draw again.
    pub fn from_secret(secret: &[u8; 32]) -> Result<Self, NotAPrivateKey> {
        let signing = SigningKey::from_slice(secret).map_err(|_| NotAPrivateKey)?;
        let point = signing.verifying_key().to_sec1_point(false);
        let (Some(x), Some(y)) = (point.x(), point.y()) else {
            return Err(NotAPrivateKey);
        };
        let public = crate::jwk::from_coordinates(&(*x).into(), &(*y).into());
        Ok(Self { signing, public })
    }

    /// The secret scalar, to be stored.
    pub fn to_secret(&self) -> [u8; 32] {
        self.signing.to_bytes().into()
    }

    /// The public half, named.
    pub fn public(&self) -> &Jwk {
        &self.public
    }

    /// ES256 over bytes: raw r||s.
    pub fn sign_raw(&self, bytes: &[u8]) -> [u8; 64] {
        let signature: Signature = self.signing.sign(bytes);
        signature.to_bytes().into()
    }

    /// Signs a payload.
    pub fn sign(&self, typ: &str, payload: &[u8]) -> Jws {
        let unsigned = Unsigned::new(typ, self.public.kid.as_deref().unwrap_or_default(), payload);
        let signature = self.sign_raw(&unsigned.signing_input());
        unsigned.with_signature(&signature)
    }
}

/// A signature that does not hold, or a key that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not hold")]
pub struct BadSignature;

/// Verifies a parsed JWS with a public key.
///
/// # Errors
/// [`BadSignature`], also for a key that is not on the curve.
pub fn verify(key: &Jwk, jws: &Parsed) -> Result<(), BadSignature> {
    let (x, y) = crate::jwk::coordinates(key).map_err(|_| BadSignature)?;
    let mut sec1 = vec![4];
    sec1.extend_from_slice(&x);
    sec1.extend_from_slice(&y);
    let verifying = VerifyingKey::from_sec1_bytes(&sec1).map_err(|_| BadSignature)?;
    let signature = Signature::from_slice(&jws.signature).map_err(|_| BadSignature)?;
    verifying
        .verify(&jws.signing_input, &signature)
        .map_err(|_| BadSignature)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jws::{TYP_VERSION, parse};

    fn pair(n: u8) -> KeyPair {
        KeyPair::from_secret(&[n; 32]).unwrap()
    }

    #[test]
    fn a_signature_holds_for_its_key_and_bytes_alone() {
        let jws = pair(1).sign(TYP_VERSION, b"payload");
        let parsed = parse(&jws, TYP_VERSION).unwrap();
        assert_eq!(verify(pair(1).public(), &parsed), Ok(()));
        assert_eq!(verify(pair(2).public(), &parsed), Err(BadSignature));
        let other = Jws {
            payload: crate::base64url::encode(b"Payload"),
            ..jws
        };
        assert_eq!(
            verify(pair(1).public(), &parse(&other, TYP_VERSION).unwrap()),
            Err(BadSignature)
        );
    }

    #[test]
    fn a_key_off_the_curve_verifies_nothing() {
        let parsed = parse(&pair(1).sign(TYP_VERSION, b"x"), TYP_VERSION).unwrap();
        let off = crate::jwk::from_coordinates(&[1; 32], &[1; 32]);
        assert_eq!(verify(&off, &parsed), Err(BadSignature));
    }

    #[test]
    fn a_key_survives_its_storage_and_zero_is_none() {
        let stored = KeyPair::from_secret(&pair(3).to_secret()).unwrap();
        assert_eq!(stored.public(), pair(3).public());
        assert_eq!(KeyPair::from_secret(&[0; 32]).err(), Some(NotAPrivateKey));
    }

    #[test]
    fn the_example_of_rfc_7515_a3_verifies() {
        let key = crate::jwk::from_coordinates(
            &crate::base64url::decode("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU")
                .unwrap()
                .try_into()
                .unwrap(),
            &crate::base64url::decode("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")
                .unwrap()
                .try_into()
                .unwrap(),
        );
        let signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        let parsed = Parsed {
            header: crate::jws::Header { alg: "ES256".into(), kid: String::new(), typ: String::new() },
            payload: Vec::new(),
            signing_input: b"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ".to_vec(),
            signature: crate::base64url::decode(signature).unwrap().try_into().unwrap(),
        };
        assert_eq!(verify(&key, &parsed), Ok(()));
    }
}
