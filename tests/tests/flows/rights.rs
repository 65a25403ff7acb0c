//! Least privilege, shown: everything that template.yaml grants is made use of by some walk, and
//! where a statement is missing, a walk fails.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use kobling_local::{
    policy::covers,
    template::{FunctionResource, Statement},
};
use kobling_tests::{Hub, Trial};

use crate::{
    api, clients_api, codes, employer, front_channel, hr, keys, mailed_link, main_job, modes,
    national_ids, oidc, protocol, rescue, returned, rows,
};

/// Walks that together need every right. Each is a whole test with a hub of its own.
const WALKS: &[fn()] = &[
    main_job::a1_a2_a6_from_the_start_address_to_the_app_and_then_straight_through,
    main_job::a12_a_relying_party_on_another_library_verifies_everything,
    main_job::a2_a_wrong_address_is_reported_to_who_can_correct_it,
    modes::modes_two_instances_in_turn,
    protocol::g_logout_by_the_app_ends_session_and_tokens_and_leads_back,
    protocol::g_who_is_suspended_after_the_login_is_nobody_at_once,
    protocol::a13_without_a_tenant_the_person_chooses_the_employer_and_it_is_remembered,
    protocol::g_pages_show_the_tenants_own_logo,
    rows::linked::l2_an_account_from_elsewhere_is_used_here_by_one_press,
    rows::linked::l2_a4_hrs_address_is_added_to_the_account_by_a_code_if_wanted,
    rows::linked::l3_the_app_link_moves_to_the_account_of_the_eid,
    rows::linked::l5_a_number_that_hr_learned_later_and_that_differs_stops_the_link,
    rows::linked::l6_the_typed_work_address_is_linked_to_the_account_one_has,
    rows::linked::l25_the_app_link_moves_to_the_record_that_hr_ties_to_the_number,
    rows::known::l8_an_account_with_a_sign_in_of_its_own_gains_the_eid_by_code_and_sign_in,
    rows::known::l9_an_address_that_someone_else_uses_is_never_theirs_to_share,
    rows::known::l10_someone_without_any_address_gets_an_account_without_one,
    rows::known::l14_an_account_that_is_not_mine_is_detached_told_and_then_l7,
    rows::known::l24_a_replaced_number_moves_the_eid_link_by_a_code_to_the_accounts_address,
    rows::known::l28_where_an_admin_must_activate_first_a_page_says_so,
    rows::typed::l11_where_an_admin_approves_the_first_use,
    rows::typed::l11_where_the_tenant_hands_out_activation_codes,
    rows::typed::l26_with_an_account_already_the_person_says_which_one_stays,
    rows::typed::l27_of_several_who_share_a_typed_address_the_activation_code_says_who_it_is,
    rows::typed::l11_an_account_without_eid_that_is_linked_elsewhere_by_the_same_number_is_used,
    rows::refused::l15_where_hr_and_an_earlier_login_disagree_nothing_is_changed,
    keys::keys_withdrawn_open_nothing_and_a_grace_lets_them,
    keys::keys_of_several_runs_at_once_are_made_once,
    national_ids::national_ids_roll_over_and_everyone_goes_straight_through,
    national_ids::national_ids_of_a_login_begun_before_a_step_are_asked_for_again,
    front_channel::front_channel_logout_ends_what_began_by_that_session,
    employer::a13_the_employer_is_remembered_and_can_be_chosen_anew,
    codes::a2_five_wrong_ones_end_the_code,
    mailed_link::f2_in_the_browser_that_asked_one_press_finishes,
    mailed_link::f2_who_did_not_ask_kills_code_and_link,
    rescue::d5_two_tabs_keep_apart_and_both_come_to_the_app,
    oidc::ended::g_every_app_of_a_session_hears_that_it_ended,
    oidc::ended::g_who_never_listens_lies_in_the_dead_letters_with_the_reason,
    oidc::device::c8_a_time_clock_is_logged_in_by_a_code_on_its_screen,
    oidc::national_id::g_a_national_id_takes_the_registration_and_the_tenants_word,
    oidc::national_id::g_a_national_id_is_kept_through_a_first_login_of_several_steps,
    oidc::pushed::g_what_was_pushed_is_the_request_and_gives_one_code,
    keys::keys_in_an_emergency_sign_as_soon_as_every_list_names_them,
    returned::h3_a_bounce_stops_mail_and_the_next_login_says_so_and_goes_on,
    returned::h3_a_municipality_whose_invitations_come_back_rests_alone_and_codes_go_on,
    rescue::a12_cancelled_at_the_eid_is_no_failure_and_can_be_tried_again,
    hr::files::h1_who_is_new_is_written_to_only_where_the_tenant_wants_it,
    hr::files::h1_who_is_not_in_a_full_file_ends_and_a_delta_ends_nobody,
    hr::files::h1_a_file_that_would_end_more_than_a_tenth_is_held,
    hr::held::h1_who_decides_on_a_held_file_is_told_and_sees_whom_it_would_end,
    hr::files::h1_a_held_file_that_is_gone_when_someone_lets_it_through_is_refused_as_gone,
    hr::files::h1_a_row_that_cannot_be_written_waits_alone_with_its_reason_and_can_be_replayed,
    hr::files::h1_several_employments_of_one_person_are_one_directory_user,
    hr::numbers::a6_a_linked_persons_address_waits_and_the_one_in_use_is_told_once,
    hr::numbers::l5_a_number_that_arrives_and_differs_stops_the_link_and_is_told_in_the_report,
    api::files::h5_a_file_by_the_api_becomes_people_and_a_report,
    api::files::h5_a_held_file_is_approved_by_the_api_and_carried_out,
    api::files::h5_five_megabytes_are_too_large_here_and_the_upload_is_named,
    clients_api::walk::h6_an_app_registered_by_the_api_logs_people_in_until_it_is_disabled,
    api::conflicts::h5_conflicts_are_listed_page_by_page_newest_first_and_name_nobody,
];

type Permission = (String, String, String);

/// Calls `work` for each number below `count`, two at a time.
fn two_at_a_time(count: usize, work: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        break;
                    }
                    work(number);
                }
            });
        }
    });
}

fn granted(name: &str, statement: &Statement) -> Vec<Permission> {
    let mut granted = Vec::new();
    for action in &statement.actions {
        for resource in &statement.resources {
            granted.push((name.to_owned(), action.clone(), resource.clone()));
        }
    }
    granted
}

/// A bucket is granted with everything in it, and made use of object by object.
fn is_used((name, action, resource): &Permission, used: &BTreeSet<Permission>) -> bool {
    used.iter()
        .any(|(who, what, of)| who == name && what == action && covers(resource, of))
}

fn declared() -> Vec<FunctionResource> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let hub = Hub::start().await;
        let mounted = hub.stack.mounted().iter();
        mounted.map(|function| function.resource.clone()).collect()
    })
}

/// Every grant is used, and every statement is missed.
#[test]
fn rights_no_statement_is_left_over_and_each_is_missed() {
    let used: Mutex<BTreeMap<usize, BTreeSet<Permission>>> = Mutex::default();
    two_at_a_time(WALKS.len(), |walk| {
        let trial = Trial::default();
        assert!(
            trial.passes(WALKS[walk]),
            "walk {walk} fails with all rights"
        );
        used.lock().expect("no panic").insert(walk, trial.used());
    });
    let used = used.into_inner().expect("no panic");

    let resources = declared();
    let mut left_over = Vec::new();
    let mut trials = Vec::new();
    for resource in &resources {
        for (number, statement) in resource.statements.iter().enumerate() {
            let granted = granted(&resource.name, statement);
            for grant in &granted {
                if !used.values().any(|used| is_used(grant, used)) {
                    left_over.push(grant.clone());
                }
            }
            let mut walks: Vec<usize> = used
                .iter()
                .filter(|(_, used)| granted.iter().any(|grant| is_used(grant, used)))
                .map(|(walk, _)| *walk)
                .collect();
            // The first that fails is enough: those that do little come first.
            walks.sort_by_key(|walk| used[walk].len());
            trials.push((resource.name.clone(), number, walks));
        }
    }
    assert!(
        left_over.is_empty(),
        "granted and never used: {left_over:#?}"
    );

    let unmissed = Mutex::new(Vec::new());
    two_at_a_time(trials.len(), |number| {
        let (function, statement, walks) = &trials[number];
        let trial = Trial::without(function, *statement);
        if walks.iter().all(|walk| trial.passes(WALKS[*walk])) {
            let mut unmissed = unmissed.lock().expect("no panic");
            unmissed.push((function.clone(), *statement));
        }
    });
    let unmissed = unmissed.into_inner().expect("no panic");
    assert!(unmissed.is_empty(), "nothing misses {unmissed:?}");
    eprintln!("{} statements, each missed by a walk", trials.len());
}
