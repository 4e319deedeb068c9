//! Interpreters that cannot run a program at all, in their own words.

use salon_model::Exit;

/// Errors of Python that end a program before it gets to its work, whatever that is.
const BEFORE_WORK: [&str; 5] = [
    "ModuleNotFoundError",
    "ImportError",
    "SyntaxError",
    "IndentationError",
    "TabError",
];

/// Whether an interpreter says in its own words that it does not find the program.
fn is_not_found(exit: Exit, printed: &[String]) -> bool {
    let first = printed.first().map_or("", String::as_str);
    match exit {
        // Python.
        Exit::Status(2) if first.contains(": can't open file '") && first.contains("': [Errno ") => true,
        Exit::Status(0) | Exit::Signal(_) => false,
        Exit::Status(_) => {
            let of_node = first.starts_with("node:internal/modules") || first.starts_with("internal/modules");
            let module = |line: &String| line.starts_with("Error: Cannot find module '");
            first.starts_with("Can't open perl script \"")
                || first.starts_with("Error: Could not find or load main class ")
                || of_node && printed.iter().any(module)
        }
    }
}

/// Whether the program could not be run at all, whatever its work is: it is not there, not understood, or misses a
/// module.
pub fn is_absent(exit: Exit, printed: &[String]) -> bool {
    let last = printed.last().map_or("", String::as_str);
    let name = last.split(':').next().unwrap_or_default();
    is_not_found(exit, printed) || !printed.is_empty() && BEFORE_WORK.contains(&name)
}
