//! The program killed again and again while tags are made as fast as keys come.

use super::super::support::Desk;
use super::terminal::Spawn;
use fastrand::Rng;
use std::time::Duration;

/// `PURPORT_KILLS=300 cargo test --test it kill` tries it longer.
#[test]
fn no_kill_tears_the_file_or_loses_what_was_called_saved() {
    let kills = std::env::var("PURPORT_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(12);
    let rng = &mut Rng::with_seed(11);
    let lines: Vec<String> =
        (0..400).map(|number| format!("The council pledged pier number {number}.")).collect();
    let text = lines.join(
        "

",
    );
    let mut desk = Desk::new();
    let (mut on_disk, mut called_saved) = (0, 0);
    for round in 0..kills {
        // There are only so many claims in an article.
        if round % 30 == 0 {
            desk = Desk::new();
            desk.file("piers.txt", &text);
            on_disk = 0;
        }
        let mut terminal = Spawn::reader(&desk, &["piers.txt"]).start();
        terminal.wait_for("Claims 400");
        terminal.send("J");
        for _ in 0..rng.usize(1..12) {
            terminal.send("x");
            // The moment of the kill is what is tried, so it has to be left to chance.
            std::thread::sleep(Duration::from_micros(rng.u64(..4000)));
        }
        if round % 4 == 3 {
            // Now and then it comes as soon as something was called saved, so that this is tried too.
            terminal.wait_for("✓ saved");
        }
        terminal.signal("KILL");
        terminal.end();
        let screen = terminal.contents();
        let header = screen.lines().next().unwrap_or_default();
        let decided = header.split(" · ").find_map(|part| part.strip_suffix(" decided")?.trim().parse().ok());
        let decided: usize = decided.unwrap_or(0);
        let check = desk.purport().args(["check", "piers.txt.tags.toml"]).output().unwrap();
        let there = desk.work().join("piers.txt.tags.toml").exists();
        let said = String::from_utf8_lossy(&check.stdout).into_owned();
        assert!(!there || check.status.success(), "round {round}: {said}");
        let tags: usize = said
            .rsplit(": ")
            .next()
            .and_then(|summary| summary.split(' ').next()?.replace(',', "").parse().ok())
            .unwrap_or(0);
        assert!(tags >= on_disk, "round {round}: there were {on_disk} tags, and now {tags}");
        if header.contains("✓ saved") {
            called_saved += 1;
            assert!(tags >= decided, "round {round}: {decided} were called saved, and {tags} are there");
        }
        on_disk = tags;
    }
    assert!(called_saved > 0, "no kill came after a save, so nothing was shown");
}
