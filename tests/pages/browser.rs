//! Controls a headless Chromium that does what a reader does: look, press Tab, point, and prefer a dark page.
//!
//! The browser is controlled by the DevTools protocol over a pipe: JSON messages, each terminated by a zero byte.

#![allow(clippy::print_stderr, reason = "a skipped test says so")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

/// Far longer than a response takes on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(120);

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A browser with one page open.
pub(crate) struct Browser {
    child: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    next_id: u64,
    session: Option<String>,
    /// URLs that were requested, from the network or the disk, since the last page was opened.
    requests: Vec<String>,
    _profile: TempDir,
}

impl Browser {
    /// Starts the browser. Prints a line and returns `None` if none is installed. On CI (`CI` is set) that is a failure,
    /// so that these tests can't be skipped unnoticed.
    pub(crate) fn start() -> Option<Self> {
        let Some(name) = NAMES.into_iter().find(|name| is_installed(name)) else {
            assert!(std::env::var_os("CI").is_none(), "none of {NAMES:?} is installed, and CI needs one");
            eprintln!("SKIPPED: none of {NAMES:?} is installed, so the page was not opened in a browser");
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        let mut child = Command::new("sh")
            // The browser reads commands from descriptor 3 and writes responses to 4.
            .args(["-c", "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", "sh", name])
            .args([
                "--headless",
                "--remote-debugging-pipe",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
            ])
            .args(["--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking"])
            .args(["--disable-component-update", "--disable-sync", "--window-size=1280,1000"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (to, responses) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (send, from) = channel();
        std::thread::spawn(move || {
            for message in BufReader::new(responses).split(0).map_while(Result::ok) {
                if send.send(serde_json::from_slice(&message).unwrap()).is_err() {
                    break;
                }
            }
        });
        let mut browser =
            Self { child, to, from, next_id: 0, session: None, requests: vec![], _profile: profile };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let target = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = browser.call("Target.attachToTarget", target);
        browser.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page.enable", "Network.enable", "Accessibility.enable", "DOM.enable"] {
            browser.call(domain, json!({}));
        }
        browser.call("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }));
        // The page must work without scripts. Only the tests run some.
        browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
        Some(browser)
    }

    /// Opens a file, and waits until it is loaded.
    pub(crate) fn open(&mut self, file: &Path) {
        self.requests.clear();
        let response = self.call("Page.navigate", json!({ "url": format!("file://{}", file.display()) }));
        assert_eq!(response.get("errorText"), None);
        while self.receive()["method"] != "Page.loadEventFired" {}
    }

    /// The URLs that the last page has requested, including its own.
    pub(crate) fn requests(&self) -> &[String] {
        &self.requests
    }

    /// Sends a command and waits for its response.
    #[track_caller]
    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.next_id += 1;
        let id = self.next_id;
        let mut message = json!({ "id": id, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.to.write_all(format!("{message}\0").as_bytes()).unwrap();
        loop {
            let mut response = self.receive();
            if response["id"] == id {
                assert_eq!(response.get("error"), None, "{method}");
                return response["result"].take();
            }
        }
    }

    fn receive(&mut self) -> Value {
        let message = self.from.recv_timeout(TIMEOUT).expect("the browser responds");
        if message["method"] == "Network.requestWillBeSent" {
            self.requests.push(message["params"]["request"]["url"].as_str().unwrap().to_owned());
        }
        message
    }

    /// Evaluates a script expression in the page.
    #[track_caller]
    pub(crate) fn evaluate(&mut self, expression: &str) -> Value {
        self.evaluate_with(expression, false)
    }

    /// Evaluates a script expression in the page, and waits for the promise that it gives.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, promise: &str) -> Value {
        self.evaluate_with(promise, true)
    }

    #[track_caller]
    fn evaluate_with(&mut self, expression: &str, wait: bool) -> Value {
        let parameters = json!({ "expression": expression, "returnByValue": true, "awaitPromise": wait });
        let mut response = self.call("Runtime.evaluate", parameters);
        assert_eq!(response.get("exceptionDetails"), None, "{:.200}", expression);
        response["result"]["value"].take()
    }

    /// Presses a key: `Tab` or `Enter`.
    pub(crate) fn press(&mut self, key: &str) {
        let (code, text) = if key == "Enter" { (13, "\r") } else { (9, "") };
        let mut event = json!({ "type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": code });
        if !text.is_empty() {
            event["text"] = json!(text);
        }
        self.call("Input.dispatchKeyEvent", event.clone());
        event["type"] = json!("keyUp");
        self.call("Input.dispatchKeyEvent", event);
    }

    /// Moves the pointer.
    pub(crate) fn point_at(&mut self, x: f64, y: f64) {
        self.call("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": x, "y": y }));
    }

    /// Sets the size of the window.
    pub(crate) fn resize(&mut self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Sets a preference of the reader, such as `prefers-color-scheme: dark`.
    pub(crate) fn prefer(&mut self, feature: &str, value: &str) {
        let features = json!({ "features": [{ "name": feature, "value": value }] });
        self.call("Emulation.setEmulatedMedia", features);
    }

    /// Shows the page as it is printed.
    pub(crate) fn print(&mut self) {
        self.call("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    }

    /// Returns what assistive technology gets: role, name and description of every node that is not ignored.
    pub(crate) fn accessibility_nodes(&mut self) -> Vec<[String; 3]> {
        let tree = self.call("Accessibility.getFullAXTree", json!({}));
        let nodes = tree["nodes"].as_array().unwrap();
        let property = |node: &Value, name: &str| node[name]["value"].as_str().unwrap_or("").to_owned();
        nodes
            .iter()
            .filter(|node| node["ignored"] == false)
            .map(|node| ["role", "name", "description"].map(|name| property(node, name)))
            .collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_installed(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}
