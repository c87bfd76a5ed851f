//! Databases of every released schema (`fixtures/schema/NNNN.sql`), opened by today's code.
//!
//! A migration comes with its fixture: run this crate's tests with `XUNTIAN_WRITE_FIXTURE=1` once and
//! commit the file that appears. A fixture that is there is never written again.

use std::path::{Path, PathBuf};

use domain::hash::Sha256;
use domain::ids::{AccountId, DecisionId, Epoch, UploadId};
use domain::review::{Role, Stage, Verdict};
use domain::unit::UnitCode;
use evidence::jws::{TYP_RECEIPT, TYP_VERSION};
use sqlx::{Connection as _, Row as _, SqliteConnection};
use testkit::phone::{Phone, Sealed};

use super::SqliteStore;
use crate::store::contract::{NOW_MS, accept, enrolled, envelope, photo_arrives, report, signer};
use crate::store::rules::{LOG_BEGINS, event_sha256};
use crate::store::{Account, EnvelopeState, ListQuery, NewDecision, Store, TokenRecord, Upload};

/// What was put into a store, to be asked for.
struct Filled {
    phones: [Phone; 2],
    sealed: [Sealed; 4],
    account: Account,
}

fn token(n: u8) -> TokenRecord {
    TokenRecord {
        sha256: Sha256([n; 32]),
        expires_at_ms: NOW_MS + 1_000_000,
    }
}

fn upload() -> Upload {
    Upload {
        id: UploadId::new(NOW_MS, [7; 10]),
        device_id: Phone::new(1).device_id,
        sha256: evidence::sha256(b"not yet"),
        bytes: 7,
        expires_at_ms: NOW_MS + 1000,
    }
}

/// Something of everything, the same each time.
async fn fill(store: &impl Store) -> Filled {
    store.epoch(Epoch::new(NOW_MS, [3; 10])).await.unwrap();
    let account = Account {
        id: AccountId::new(NOW_MS, [1; 10]),
        name: "town".to_owned(),
        display_name: "Town".to_owned(),
        role: Role::TownshipReviewer,
        unit: UnitCode::parse("530402005").unwrap(),
        password_phc: "$argon2id$v=19$m=19456,t=2,p=1$AwMD$AwMD".to_owned(),
        is_demo: false,
    };
    store.add_account(account.clone(), NOW_MS).await.unwrap();
    store
        .open_session(&account, token(100), NOW_MS)
        .await
        .unwrap();
    let mut one = enrolled(store, 1).await;
    let mut two = enrolled(store, 2).await;
    store
        .add_enrol_code(Sha256([50; 32]), one.officer_id, NOW_MS + 5000, NOW_MS)
        .await
        .unwrap();
    photo_arrives(store, b"a").await;
    let whole = report(&mut one, &[b"a"]);
    let waits = report(&mut one, &[b"a", b"not yet"]);
    let accepted = report(&mut two, &[]);
    for (phone, sealed) in [(&one, &whole), (&one, &waits), (&two, &accepted)] {
        accept(store, phone, sealed).await;
    }
    store.open_upload(upload(), 9, NOW_MS).await.unwrap();
    for (n, sealed, verdict) in [
        (1, &whole, Verdict::Returned),
        (2, &accepted, Verdict::Accepted),
    ] {
        let decision = NewDecision {
            id: DecisionId::new(NOW_MS, [n; 10]),
            finding_id: sealed.version.finding_id,
            version_id: sealed.version.version_id,
            verdict,
            reason: Some("补近景".to_owned()),
            account: account.clone(),
        };
        store.decide(decision, NOW_MS).await.unwrap();
    }
    let draft = one.next_draft(
        &whole.version,
        Some(DecisionId::new(NOW_MS, [1; 10])),
        NOW_MS,
    );
    let answer = one.seal(draft);
    accept(store, &one, &answer).await;
    let unreadable = envelope(store, &one, &one.seal_bytes(b"\xff not json")).await;
    store.accept(unreadable, &signer(), NOW_MS).await.unwrap();
    store.revoke_device(two.device_id, NOW_MS).await.unwrap();
    Filled {
        phones: [one, two],
        sealed: [whole, waits, accepted, answer],
        account,
    }
}

/// What was put in is there. Facts alone, by ids: a later program may write the same in other words.
async fn reads(store: &impl Store, of: &Filled) {
    let epoch = store.epoch(Epoch::new(0, [0; 10])).await;
    assert_eq!(epoch, Ok(Epoch::new(NOW_MS, [3; 10])));
    let officers = store.officers().await.unwrap();
    let names: Vec<_> = officers.iter().map(|officer| &officer.name).collect();
    assert_eq!(names, ["officer 1", "officer 2"]);
    let account = Ok(Some(of.account.clone()));
    assert_eq!(store.account_by_name("town").await, account);
    assert_eq!(store.session(Sha256([100; 32]), NOW_MS).await, account);
    let unused = store.enrol_code(Sha256([50; 32])).await.unwrap().unwrap();
    assert_eq!(
        (unused.officer.id, unused.used_by),
        (of.phones[0].officer_id, None)
    );
    let used = store.enrol_code(Sha256([1; 32])).await.unwrap().unwrap();
    assert_eq!(used.used_by.map(|(id, _)| id), Some(of.phones[0].device_id));
    assert_eq!(store.upload(upload().id).await, Ok(Some(upload())));
    for (phone, revoked_at_ms) in of.phones.iter().zip([None, Some(NOW_MS)]) {
        let kid = phone.key.public().kid.clone().unwrap();
        let device = store.device_by_kid(&kid).await.unwrap().unwrap();
        assert_eq!(
            (device.id, device.revoked_at_ms),
            (phone.device_id, revoked_at_ms)
        );
        let inbox = store.inbox(phone.officer_id, 0, 100).await.unwrap();
        let reasons: Vec<_> = inbox
            .decisions
            .iter()
            .map(|d| d.reason.as_deref())
            .collect();
        assert_eq!(reasons, [Some("补近景")]);
    }
    lists(store, of).await;
    let states = envelopes(store).await;
    assert_eq!(states.len(), 5);
    let waits = states.iter().filter_map(|state| match state {
        EnvelopeState::AwaitingPhotos(missing) => Some(missing.clone()),
        EnvelopeState::Received(receipt) => {
            let parsed = evidence::jws::parse(receipt, TYP_RECEIPT).unwrap();
            evidence::native::verify(signer().key.public(), &parsed).unwrap();
            None
        }
    });
    assert_eq!(waits.collect::<Vec<_>>(), [[evidence::sha256(b"not yet")]]);
}

/// The supervisors' list and records.
async fn lists(store: &impl Store, of: &Filled) {
    let list = ListQuery {
        unit: of.account.unit.clone(),
        stage: None,
        after: None,
        limit: 100,
    };
    let page = store.list_findings(list).await.unwrap();
    let rows: Vec<_> = page
        .rows
        .iter()
        .map(|row| (row.finding_id, row.stage, row.version, row.photo_count))
        .collect();
    let [whole, _, accepted, _] = &of.sealed;
    let [answered, accepted] = [whole, accepted].map(|one| one.version.finding_id);
    assert_eq!(
        rows,
        [
            (answered, Stage::Submitted, 2, 1),
            (accepted, Stage::Verifying, 1, 0)
        ]
    );
    let counts: Vec<_> = page.counts.iter().map(|count| count.count).collect();
    assert_eq!(counts, [1, 0, 1]);
    let photo = store.finding_photo(answered, evidence::sha256(b"a")).await;
    assert_eq!(photo.unwrap().unwrap().media_type, "image/jpeg");
    let record = store.finding(answered).await.unwrap().unwrap();
    assert_eq!((record.versions.len(), record.decisions.len()), (2, 1));
    for version in record.versions {
        let parsed = evidence::jws::parse(&version.jws, TYP_VERSION).unwrap();
        evidence::native::verify(&version.key, &parsed).unwrap();
        assert_eq!(parsed.payload_sha256(), version.payload_sha256);
        assert!(version.photos_valid && version.flags.is_empty());
    }
}

/// How far every envelope is that the log tells of, and whether the log hangs together.
async fn envelopes(store: &impl Store) -> Vec<EnvelopeState> {
    let mut states = Vec::new();
    let mut prev = LOG_BEGINS;
    for event in store.events_after(0, 1000).await.unwrap() {
        let sha256 = event_sha256(event.seq, event.at_ms, &event.kind, &event.body, &prev);
        assert_eq!((event.prev_sha256, event.sha256), (prev, sha256));
        prev = sha256;
        if event.kind == "envelope_stored" {
            let body: serde_json::Value = serde_json::from_str(&event.body).unwrap();
            let payload = body["payload_sha256"].as_str().unwrap().parse().unwrap();
            states.push(store.envelope(payload).await.unwrap().unwrap());
        }
    }
    states
}

fn fixture(schema: i64) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/schema")
        .join(format!("{schema:04}.sql"))
}

async fn connect(file: &Path) -> SqliteConnection {
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .foreign_keys(false);
    SqliteConnection::connect_with(&options).await.unwrap()
}

/// A database out of its text.
async fn load(sql: &str, file: &Path) {
    let mut connection = connect(file).await;
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}

async fn column(connection: &mut SqliteConnection, sql: String) -> Vec<String> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .fetch_all(connection)
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// The text of a database: tables, then rows, then what watches over them.
async fn dump(file: &Path) -> String {
    let mut connection = connect(file).await;
    let made = |kind: &str| {
        format!(
            "SELECT sql || ';' FROM sqlite_master WHERE sql IS NOT NULL AND {kind} \
             AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
        )
    };
    let mut lines = column(&mut connection, made("type = 'table'")).await;
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid";
    for table in column(&mut connection, tables.to_owned()).await {
        let names = format!("SELECT 'quote(' || name || ')' FROM pragma_table_info('{table}')");
        let names = column(&mut connection, names).await.join(" || ', ' || ");
        let rows = format!("SELECT 'INSERT INTO {table} VALUES (' || {names} || ');' FROM {table}");
        lines.extend(column(&mut connection, rows).await);
    }
    lines.extend(column(&mut connection, made("type <> 'table'")).await);
    lines.join("\n") + "\n"
}

async fn filled(file: &Path) -> (SqliteStore, Filled) {
    let store = SqliteStore::open(file).await.unwrap();
    let filled = fill(&store).await;
    (store, filled)
}

#[tokio::test]
async fn every_released_schema_is_opened_and_read() {
    let folder = tempfile::tempdir().unwrap();
    let (today, filled) = filled(&folder.path().join("today.db")).await;
    reads(&today, &filled).await;
    let newest = sqlx::migrate!("./migrations")
        .iter()
        .map(|m| m.version)
        .max()
        .unwrap();
    if std::env::var_os("XUNTIAN_WRITE_FIXTURE").is_some() && !fixture(newest).exists() {
        let text = dump(&folder.path().join("today.db")).await;
        std::fs::write(fixture(newest), text).unwrap();
    }
    for schema in 1..=newest {
        let file = folder.path().join(format!("{schema}.db"));
        let sql = std::fs::read_to_string(fixture(schema));
        let sql = sql.unwrap_or_else(|error| panic!("{}: {error}", fixture(schema).display()));
        load(&sql, &file).await;
        let store = SqliteStore::open(&file).await.unwrap();
        reads(&store, &filled).await;
    }
}
