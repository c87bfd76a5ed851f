//! What the township's supervisor does at the desk, in the words of the screens.

use serde_json::Value;

use crate::harness::page::Page;

/// The demonstration's township reviewer.
pub const TOWNSHIP: (&str, &str) = ("demo-town", "xuntian-demo");

/// The demonstration's reviewer of the county above.
pub const COUNTY: (&str, &str) = ("demo-county", "xuntian-demo");

/// Opens the supervisors' app and signs in; ends at the list.
pub async fn sign_in(page: &Page, who: (&str, &str)) {
    page.open("/review/").await;
    fill_in(page, who).await;
    page.find("button", "退出").await;
}

/// Fills in the form of the sign-in that is shown, and sends it.
pub async fn fill_in(page: &Page, (name, password): (&str, &str)) {
    page.type_into("用户名", name).await;
    page.type_into("密码", password).await;
    page.tap_role("button", "登录").await;
}

/// Opens a finding from the list of what waits for a decision.
pub async fn open(page: &Page, finding_id: &str) {
    page.open("/review/?stage=submitted").await;
    page.tap_link_to(finding_id).await;
    page.find("button", "退回补正").await;
}

/// Begins to send the open record back: writes a reason after what is written.
pub async fn write_a_return(page: &Page, reason: &str) {
    page.tap_role("button", "退回补正").await;
    page.type_into("退回原因", reason).await;
}

/// Sends the open record back with a reason.
pub async fn send_back(page: &Page, reason: &str) {
    write_a_return(page, reason).await;
    page.tap_role("button", "退回").await;
    page.sees("已退回：").await;
}

/// Takes the open record on.
pub async fn accept(page: &Page) {
    page.tap_role("button", "受理，转核查").await;
    page.tap_role("button", "确认受理").await;
    page.sees("已受理：").await;
}

/// All that the server tells a reviewer who has signed in about a finding.
pub async fn detail(page: &Page, finding_id: &str) -> Value {
    let ask = r#"
        const [id, done] = arguments;
        fetch(`/api/v1/findings/${id}`).then((answer) => answer.json()).then(done, (error) => done({ error: String(error) }));
    "#;
    let detail = page.eval_async(ask, vec![finding_id.into()]).await;
    let is_whole = detail["versions"].is_array();
    page.check(is_whole, format!("the server tells: {detail}"))
        .await;
    detail
}
