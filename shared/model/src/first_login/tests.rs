//! The first-login table, once more and in other words: each row as the sentence of its "when",
//! written apart from `decide`. Over the whole cross product of inputs exactly one row applies,
//! and it is the one that `decide` gives.

use std::collections::BTreeMap;

use super::*;

/// One row's "when".
type When = (Row, fn(&Inputs) -> bool);

/// The rows that a login ends up at, before L17, L18, L16 and L28 are looked at.
const ROWS: &[When] = &[
    (Row::L1, |i| {
        i.x.is_some() && link_of_d(i) == Some(DLink::ToX)
    }),
    (Row::L2, |i| {
        link_of_d(i) == Some(DLink::None) && matches!(x_link(i), Some(XLink::None | XLink::ToD))
    }),
    (Row::L25, |i| {
        link_of_d(i) == Some(DLink::None) && matches!(x_link(i), Some(XLink::ToD2 { .. }))
    }),
    (Row::L3, |i| {
        x_link(i) == Some(XLink::None)
            && y_of_d(i).is_some_and(|y| y.is_number_older && y.eid == YEid::None)
    }),
    (Row::L15, |i| match (i.x, y_of_d(i)) {
        (Some(_), Some(y)) => {
            x_link(i) != Some(XLink::None) || !y.is_number_older || y.eid != YEid::None
        }
        (None, Some(y)) => y.differs_elsewhere || y.eid == YEid::Other,
        _ => false,
    }),
    (Row::L24, |i| {
        i.x.is_none() && y_of_d(i).is_some_and(|y| y.eid == YEid::Replaced && !y.differs_elsewhere)
    }),
    (Row::L14, |i| {
        i.x.is_none() && y_of_d(i).is_some_and(|y| y.eid == YEid::None && !y.differs_elsewhere)
    }),
    (Row::L4, |i| {
        i.d.is_none() && number_of_d2(i) == Some(Number::Unknown)
    }),
    (Row::L5, |i| {
        i.d.is_none() && number_of_d2(i) == Some(Number::Differs)
    }),
    (Row::L6, |i| x_without_link(i) && i.typed.is_none()),
    (Row::L29, |i| {
        i.x.is_none() && i.d.is_none() && i.typed.is_none()
    }),
    (Row::L7, |i| {
        unlinked_entry(i) && i.chosen == Chosen::Address(Owner::Nobody)
    }),
    (Row::L8, |i| {
        unlinked_entry(i)
            && matches!(
                i.chosen,
                Chosen::Address(Owner::Z {
                    is_barred: false,
                    ..
                })
            )
    }),
    (Row::L9, |i| {
        unlinked_entry(i)
            && matches!(
                i.chosen,
                Chosen::Address(Owner::Z {
                    is_barred: true,
                    ..
                })
            )
    }),
    (Row::L10, |i| {
        unlinked_entry(i) && i.chosen == Chosen::NoneAtHr
    }),
    (Row::L22, |i| {
        unlinked_entry(i) && i.chosen == Chosen::SeveralAtHr
    }),
    (Row::L13, |i| typed(i) == Some(Typed::Unknown)),
    (Row::L27, |i| typed(i) == Some(Typed::Several)),
    (Row::L12, |i| match typed(i) {
        Some(
            Typed::Unlinked {
                number: Number::Differs,
                ..
            }
            | Typed::Linked {
                number: Number::Differs,
                ..
            },
        ) => true,
        Some(Typed::Linked { is_y_barred, .. }) => is_y_barred,
        Some(Typed::Unlinked {
            owner: Owner::Z { is_barred, .. },
            ..
        }) => is_barred && i.x.is_none(),
        _ => false,
    }),
    (Row::L11, |i| match typed(i) {
        Some(Typed::Unlinked {
            number: Number::Unknown,
            owner,
            ..
        }) => {
            i.x.is_some()
                || !matches!(
                    owner,
                    Owner::Z {
                        is_barred: true,
                        ..
                    }
                )
        }
        _ => false,
    }),
    (Row::L26, |i| {
        matches!(
            typed(i),
            Some(Typed::Linked {
                number: Number::Unknown,
                is_y_barred: false,
                ..
            })
        )
    }),
];

fn x_link(i: &Inputs) -> Option<XLink> {
    i.x.map(|x| x.link)
}

fn link_of_d(i: &Inputs) -> Option<DLink> {
    i.d.map(|d| d.link)
}

fn y_of_d(i: &Inputs) -> Option<Y> {
    match link_of_d(i) {
        Some(DLink::ToY(y)) => Some(y),
        _ => None,
    }
}

fn number_of_d2(i: &Inputs) -> Option<Number> {
    match x_link(i) {
        Some(XLink::ToD2 { number, .. }) => Some(number),
        _ => None,
    }
}

fn x_without_link(i: &Inputs) -> bool {
    i.d.is_none() && x_link(i) == Some(XLink::None)
}

fn unlinked_entry(i: &Inputs) -> bool {
    i.x.is_none() && link_of_d(i) == Some(DLink::None)
}

/// What was typed, where typing counts: there is no D and X has no app link here.
fn typed(i: &Inputs) -> Option<Typed> {
    let counts = i.d.is_none() && matches!(x_link(i), None | Some(XLink::None));
    i.typed.filter(|_| counts)
}

const BOTH: [bool; 2] = [true, false];
const NUMBERS: [Number; 2] = [Number::Unknown, Number::Differs];

fn owners() -> Vec<Owner> {
    let mut owners = vec![Owner::Nobody];
    for is_enabled in BOTH {
        for is_barred in BOTH {
            for has_sign_in in BOTH {
                owners.push(Owner::Z {
                    is_enabled,
                    is_barred,
                    has_sign_in,
                });
            }
        }
    }
    owners
}

fn all_x() -> Vec<Option<X>> {
    let mut links = vec![XLink::None, XLink::ToD];
    for number in NUMBERS {
        for is_new_eid in BOTH {
            for is_current in BOTH {
                links.push(XLink::ToD2 {
                    number,
                    is_new_eid,
                    is_current,
                });
            }
        }
    }
    let mut all = vec![None];
    for link in links {
        all.extend(BOTH.map(|is_enabled| Some(X { is_enabled, link })));
    }
    all
}

fn all_d() -> Vec<Option<D>> {
    let mut links = vec![DLink::None, DLink::ToX];
    for eid in [YEid::None, YEid::Replaced, YEid::Other] {
        for is_enabled in BOTH {
            for is_number_older in BOTH {
                for differs_elsewhere in BOTH {
                    links.push(DLink::ToY(Y {
                        is_enabled,
                        eid,
                        is_number_older,
                        differs_elsewhere,
                    }));
                }
            }
        }
    }
    let mut all = vec![None];
    for link in links {
        for is_current in BOTH {
            for waits_for_activation in BOTH {
                all.push(Some(D {
                    is_current,
                    waits_for_activation,
                    link,
                }));
            }
        }
    }
    all
}

fn all_typed() -> Vec<Option<Typed>> {
    let mut all = vec![None, Some(Typed::Unknown), Some(Typed::Several)];
    for is_current in BOTH {
        for number in NUMBERS {
            for owner in owners() {
                all.push(Some(Typed::Unlinked {
                    is_current,
                    number,
                    owner,
                }));
            }
            for is_y_enabled in BOTH {
                for is_y_barred in BOTH {
                    all.push(Some(Typed::Linked {
                        is_current,
                        number,
                        is_y_enabled,
                        is_y_barred,
                    }));
                }
            }
        }
    }
    all
}

fn all_chosen() -> Vec<Chosen> {
    let mut all = vec![Chosen::NoneAtHr, Chosen::SeveralAtHr];
    all.extend(owners().into_iter().map(Chosen::Address));
    all
}

/// What can be found at all: links fit together, and typing or choosing happens only on its road.
fn is_possible(i: &Inputs) -> bool {
    let links_fit = match (x_link(i), i.d) {
        (Some(XLink::ToD), Some(d)) => d.link == DLink::ToX,
        (Some(XLink::ToD), None) => false,
        (link, Some(d)) if d.link == DLink::ToX => link == Some(XLink::ToD),
        _ => true,
    };
    let road_fits = match (i.d, i.typed) {
        (Some(_), Some(_)) => false,
        (Some(_), None) => true,
        (None, _) => i.chosen == Chosen::NoneAtHr,
    };
    links_fit && road_fits && (i.typed.is_none() || !matches!(x_link(i), Some(XLink::ToD2 { .. })))
}

fn cross_product() -> Vec<Inputs> {
    let mut all = Vec::new();
    for is_level_enough in BOTH {
        for x in all_x() {
            for d in all_d() {
                for chosen in all_chosen() {
                    for typed in all_typed() {
                        let both = BOTH.map(|is_birth_date_another| Inputs {
                            is_level_enough,
                            x,
                            d,
                            chosen,
                            typed,
                            is_birth_date_another,
                        });
                        all.extend(both.into_iter().filter(is_possible));
                    }
                }
            }
        }
    }
    all
}

/// The accounts and directory users that a row would use, as the table's letters.
fn has_disabled_account(row: Row, i: &Inputs) -> bool {
    let x = i.x.is_some_and(|x| !x.is_enabled);
    let y = y_of_d(i).is_some_and(|y| !y.is_enabled);
    let z = match (i.chosen, typed(i)) {
        (Chosen::Address(Owner::Z { is_enabled, .. }), _) if row == Row::L8 => !is_enabled,
        (
            _,
            Some(Typed::Unlinked {
                owner: Owner::Z { is_enabled, .. },
                ..
            }),
        ) if row == Row::L11 && i.x.is_none() => !is_enabled,
        (_, Some(Typed::Linked { is_y_enabled, .. })) if row == Row::L26 => !is_y_enabled,
        _ => false,
    };
    x || y || z
}

fn has_outsider(row: Row, i: &Inputs) -> bool {
    let d = i.d.is_some_and(|d| !d.is_current);
    let d2 = match (x_link(i), typed(i)) {
        (Some(XLink::ToD2 { is_current, .. }), _) if row != Row::L25 && i.d.is_none() => {
            !is_current
        }
        (_, Some(Typed::Unlinked { is_current, .. } | Typed::Linked { is_current, .. }))
            if matches!(row, Row::L11 | Row::L26) =>
        {
            !is_current
        }
        _ => false,
    };
    d || d2
}

/// Rows that end with the eID standing for a directory user for whom it did not stand before.
fn makes_somebody(row: Row, i: &Inputs) -> bool {
    let is_news = |link| matches!(link, Some(XLink::ToD2 { is_new_eid, .. }) if is_new_eid);
    let stops = [Row::L1, Row::L5, Row::L6, Row::L15, Row::L29];
    let says_nothing = [Row::L12, Row::L13, Row::L27];
    match row {
        Row::L4 => is_news(x_link(i)),
        _ => !stops.contains(&row) && !says_nothing.contains(&row),
    }
}

#[test]
fn every_combination_meets_exactly_one_row() {
    let mut counts: BTreeMap<Row, usize> = BTreeMap::new();
    let all = cross_product();
    for inputs in &all {
        let met: Vec<Row> = ROWS
            .iter()
            .filter(|(_, when)| when(inputs))
            .map(|(row, _)| *row)
            .collect();
        let [row] = met.as_slice() else {
            panic!("{met:?} for {inputs:?}")
        };
        let expected = if !inputs.is_level_enough {
            Row::L17
        } else if has_disabled_account(*row, inputs) {
            Row::L18
        } else if has_outsider(*row, inputs) {
            Row::L16
        } else if inputs.is_birth_date_another && makes_somebody(*row, inputs) {
            Row::L15
        } else if inputs.d.is_some_and(|d| d.waits_for_activation) && *row != Row::L1 {
            Row::L28
        } else {
            *row
        };
        assert_eq!(decide(inputs), expected, "{inputs:?}");
        *counts.entry(expected).or_default() += 1;
    }
    // Every row that is an outcome is met.
    assert_eq!(counts.len(), ROWS.len() + 4, "{counts:?}");
}

#[test]
fn an_account_that_must_not_gain_the_eid_never_does() {
    for inputs in cross_product() {
        let row = decide(&inputs);
        let z_is_barred = matches!(
            inputs.chosen,
            Chosen::Address(Owner::Z {
                is_barred: true,
                ..
            })
        );
        assert!(!(row == Row::L8 && z_is_barred), "{inputs:?}");
        if let Some(y) = y_of_d(&inputs) {
            let gains = matches!(row, Row::L14 | Row::L24);
            assert!(!(gains && y.differs_elsewhere), "{inputs:?}");
            assert!(!(gains && y.eid == YEid::Other), "{inputs:?}");
        }
    }
}
