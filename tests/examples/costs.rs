//! Measures what each flow costs and renews the table in `docs/costs.md`.

use kobling_tests::costs;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let measured = runtime.block_on(costs::measure());
    let text = std::fs::read_to_string(costs::FILE)?;
    let renewed = costs::renewed(&text, &measured).ok_or("docs/costs.md has no such table")?;
    std::fs::write(costs::FILE, renewed)?;
    Ok(())
}
