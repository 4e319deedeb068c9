//! The sleep and web workloads of the lab, in a synchronous and an asynchronous form. Empty for now.
