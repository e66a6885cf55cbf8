//! What one round of polling costs the engine, for one bulk call's worth of
//! people and for the largest list.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use porchlight_core::engine::Rehearsal;
use porchlight_core::model::Sort;

/// One in this many people changes in a lively round.
const LIVELY: usize = 50;

fn rounds(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("round");
    group.sample_size(20);
    for people in [650_u32, 10_000] {
        group.throughput(Throughput::Elements(u64::from(people)));
        for (name, changed) in [("quiet", 0), ("lively", people as usize / LIVELY)] {
            let mut rehearsal = Rehearsal::watching(people);
            group.bench_function(BenchmarkId::new(name, people), |bencher| {
                bencher.iter(|| rehearsal.round(changed));
            });
        }
        let mut ruling = Rehearsal::ruling(people);
        let changed = people as usize / LIVELY;
        group.bench_function(BenchmarkId::new("lively with rules", people), |bencher| {
            bencher.iter(|| ruling.round(changed));
        });
        let rehearsal = Rehearsal::watching(people);
        group.bench_function(BenchmarkId::new("snapshot and menu", people), |bencher| {
            bencher.iter(|| rehearsal.snapshot());
        });
        group.bench_function(BenchmarkId::new("snapshot to window", people), |bencher| {
            bencher.iter(|| serde_json::to_string(&rehearsal.snapshot().0));
        });
        for sort in [Sort::Name, Sort::Presence] {
            let mut rehearsal = Rehearsal::watching(people);
            rehearsal.round(people as usize / 2);
            rehearsal.sort(sort);
            let name = format!("snapshot by {sort:?}").to_lowercase();
            group.bench_function(BenchmarkId::new(name, people), |bencher| {
                bencher.iter(|| rehearsal.snapshot());
            });
        }
    }
    group.finish();
}

criterion_group!(benches, rounds);
criterion_main!(benches);
