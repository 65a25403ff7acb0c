//! What a process used, as Linux counts it.

use std::{fs, num::NonZero, process::Command, thread::available_parallelism, time::Duration};

/// Gives the processes the last core to themselves, and what runs here all others. On Lambda, too,
/// a function shares none; beside busy neighbours it would be charged for finding its caches
/// emptied. Nothing is done where there is only one core.
pub fn set_apart(pids: &[u32]) {
    let last = available_parallelism().map_or(0, NonZero::get) - 1;
    if last == 0 {
        return;
    }
    pin(std::process::id(), &format!("0-{}", last - 1));
    for pid in pids {
        pin(*pid, &last.to_string());
    }
}

/// All threads that a process has, and those that they start.
fn pin(pid: u32, cores: &str) {
    let pinned = Command::new("taskset")
        .args([
            "--all-tasks",
            "--cpu-list",
            "--pid",
            cores,
            &pid.to_string(),
        ])
        .output();
    assert!(pinned.is_ok_and(|out| out.status.success()), "taskset");
}

/// Processor time so far, user and system. The scheduler's nanoseconds of the threads that live;
/// where some have ended, the process's own count, which knows hundredths of a second only.
pub fn cpu(pid: u32) -> Duration {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).expect("a process that lives");
    let living: u64 = threads
        .filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("schedstat")).ok())
        .filter_map(|text| text.split(' ').next()?.parse::<u64>().ok())
        .sum();
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("a process that lives");
    // After the name in brackets: state is the 3rd field, user and system time 14th and 15th.
    let ticks: u64 = stat
        .rsplit(')')
        .next()
        .into_iter()
        .flat_map(|rest| rest.split_whitespace().skip(11).take(2))
        .filter_map(|ticks| ticks.parse::<u64>().ok())
        .sum();
    Duration::from_nanos(living).max(Duration::from_millis(ticks.saturating_sub(2) * 10))
}

/// The most memory that was resident at once (`VmHWM`), in KiB.
pub fn peak_kib(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("a process that lives");
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .expect("VmHWM")
}
