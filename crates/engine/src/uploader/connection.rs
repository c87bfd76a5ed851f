//! Requests with the device's bearer token, which is renewed by a signed challenge when the server
//! does not take it any more.

use std::cell::RefCell;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Halt;
use crate::api::{ApiError, check, json_of, json_request};
use crate::enrolment::{EnrolError, renew_token};
use crate::ports::{HttpRequest, HttpResponse, Identity, Method, Ports, VaultError};
use crate::record::Wedge;

/// The way to the server for one round.
pub(super) struct Connection<'a> {
    ports: &'a Ports,
    identity: RefCell<Identity>,
}

impl<'a> Connection<'a> {
    pub(super) fn new(ports: &'a Ports, identity: Identity) -> Self {
        Self {
            ports,
            identity: RefCell::new(identity),
        }
    }

    /// The identity as it is now.
    pub(super) fn identity(&self) -> Identity {
        self.identity.borrow().clone()
    }

    /// Remembers what was just stored.
    pub(super) fn set_identity(&self, identity: Identity) {
        self.identity.replace(identity);
    }

    /// One exchange, whatever its status but 401.
    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Halt> {
        let response = self.send_once(request.clone()).await?;
        if response.status != 401 {
            return Ok(response);
        }
        self.renew().await?;
        let response = self.send_once(request).await?;
        if response.status == 401 {
            Err(Halt::Later)
        } else {
            Ok(response)
        }
    }

    async fn send_once(&self, mut request: HttpRequest) -> Result<HttpResponse, Halt> {
        let token = self.identity.borrow().token.clone();
        request
            .headers
            .push(("authorization", format!("Bearer {token}")));
        Ok(self
            .ports
            .transport
            .send(request)
            .await
            .map_err(ApiError::from)?)
    }

    /// Asks for a JSON document.
    pub(super) async fn get<A: DeserializeOwned>(&self, path: &str) -> Result<A, Halt> {
        let request = json_request(Method::Get, path, None::<&()>)?;
        Ok(json_of(&check(self.send(request).await?)?)?)
    }

    /// Sends a JSON document and reads another.
    pub(super) async fn post<A: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<A, Halt> {
        let request = json_request(Method::Post, path, Some(body))?;
        Ok(json_of(&check(self.send(request).await?)?)?)
    }

    async fn renew(&self) -> Result<(), Halt> {
        let identity = self.identity();
        match renew_token(self.ports, &identity).await {
            Ok(renewed) => {
                self.set_identity(renewed);
                Ok(())
            }
            Err(EnrolError::Api(ApiError::Unauthorized)) => Err(Halt::Later),
            Err(EnrolError::Api(error)) => Err(error.into()),
            Err(EnrolError::Store(error)) => Err(error.into()),
            Err(EnrolError::Vault(VaultError::KeyGone)) => Err(Halt::Wedged(Wedge::KeyGone)),
            Err(EnrolError::Vault(VaultError::Unavailable(_)) | EnrolError::NotACode) => {
                Err(Halt::Later)
            }
        }
    }
}
