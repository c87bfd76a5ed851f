//! The contract of the phone's store once more, in a worker: nothing of it may need a page.

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests {
    use std::rc::Rc;

    use engine::ports::{HttpRequest, Method, Transport as _};
    use wasm_bindgen_test::wasm_bindgen_test;
    use web::idb::IdbStore;
    use web::transport::FetchTransport;

    wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

    async fn fresh_store() -> IdbStore {
        let name = format!("worker-{}", js_sys::Math::random());
        IdbStore::open(&name).await.unwrap()
    }

    macro_rules! tests {
        ($($name:ident)*) => {$(
            #[wasm_bindgen_test]
            async fn $name() {
                engine::contract::$name(Rc::new(fresh_store().await)).await;
            }
        )*};
    }
    engine::for_each_contract_test!(tests);

    #[wasm_bindgen_test]
    async fn a_worker_speaks_to_the_own_server_holds_locks_and_sleeps() {
        let request = HttpRequest {
            method: Method::Get,
            path: "/".to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            timeout_ms: 20_000,
        };
        assert_eq!(FetchTransport.send(request).await.unwrap().status, 200);
        let guard = web::locks::hold("worker").await.unwrap();
        assert!(web::locks::try_hold("worker").await.unwrap().is_none());
        drop(guard);
        web::timer::sleep(1).await;
        assert!(!web::connectivity::is_visible());
    }
}
