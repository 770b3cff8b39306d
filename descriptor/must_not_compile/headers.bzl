"""The headers of libraries as files, for tests that call a compiler themselves."""

def _headers_impl(ctx):
    files = depset(
        transitive = [dep[CcInfo].compilation_context.headers for dep in ctx.attr.deps],
    )
    return DefaultInfo(files = files, runfiles = ctx.runfiles(transitive_files = files))

headers = rule(
    implementation = _headers_impl,
    attrs = {"deps": attr.label_list(providers = [CcInfo])},
)
