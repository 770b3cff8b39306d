"""A clang toolchain beside the default one.

Asking for clang with CC= instead would configure the one default toolchain
anew at every change between g++ and clang.
"""

load("@bazel_tools//tools/cpp:lib_cc_configure.bzl", "get_cpu_value")
load("@bazel_tools//tools/cpp:unix_cc_configure.bzl", "configure_unix_toolchain")

# RapidJSON adds offsets to null pointers where it has allocated nothing yet.
_IGNORED_FINDINGS = """\
[pointer-overflow]
src:/usr/include/rapidjson/*
"""

def _clang_toolchain_impl(repository_ctx):
    clang = repository_ctx.which("clang")
    if not clang:
        fail("clang is not installed; 'tools/setup test' installs it")

    # The files of extra_tools are inputs of every compilation.
    repository_ctx.file("extra_tools/sanitizer_ignorelist.txt", _IGNORED_FINDINGS)
    configure_unix_toolchain(
        repository_ctx,
        get_cpu_value(repository_ctx),
        overriden_tools = {"gcc": str(clang)},
    )

clang_toolchain = repository_rule(
    implementation = _clang_toolchain_impl,
    configure = True,
    local = True,
)
