// LintContextWithDigests is what rules across items need of crypto/.
#ifndef SCAPE_CRYPTO_LINT_CONTEXT_H_
#define SCAPE_CRYPTO_LINT_CONTEXT_H_

#include "descriptor/lint.h"

namespace scape::crypto {

// Any thread. Where OpenSSL has no SHA-1, rules that need one are passed over.
descriptor::LintContext LintContextWithDigests();

}  // namespace scape::crypto

#endif  // SCAPE_CRYPTO_LINT_CONTEXT_H_
