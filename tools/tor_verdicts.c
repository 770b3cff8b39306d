// Says of documents whether the parsers of tor itself take them. tools/compare_with_tor builds it
// with a tor source tree and runs it; it is no part of scape's own build.
//
// usage: tor_verdicts [--signatures]
//
// Standard input is any number of documents, each behind a line `TYPE LENGTH`, the length in bytes.
// For each one there is a line of standard output, `accept` or `reject REASON`. The reason is the
// first warning that tor logged, or what it said in a lower voice if there was no warning.
//
// tor parses for a public network, as a client or a cache does; it does not look at its clock, but
// for the age of bandwidth files, and each of these is read at the time that it carries. With
// --signatures it verifies signatures, of all types that bring the key or the certificate along:
// not those of consensuses and detached ones, and the RSA signatures of extra-infos, which tor
// verifies later.
//
// If tor aborts, so does this program; a document that takes a minute ends it with SIGALRM.

#define _GNU_SOURCE
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// All other headers of tor's need what these two define.
// clang-format off
#include "orconfig.h"
#include "core/or/or.h"
// clang-format on

#include "app/config/config.h"
#include "app/config/or_options_st.h"
#include "app/main/subsysmgr.h"
#include "feature/dirauth/bwauth.h"
#include "feature/dirauth/dsigs_parse.h"
#include "feature/dirparse/authcert_parse.h"
#include "feature/dirparse/microdesc_parse.h"
#include "feature/dirparse/ns_parse.h"
#include "feature/dirparse/parsecommon.h"
#include "feature/dirparse/routerparse.h"
#include "feature/dirparse/sigcommon.h"
#include "feature/nodelist/authcert.h"
#include "feature/nodelist/authority_cert_st.h"
#include "feature/nodelist/extrainfo_st.h"
#include "feature/nodelist/microdesc.h"
#include "feature/nodelist/networkstatus.h"
#include "feature/nodelist/networkstatus_st.h"
#include "feature/nodelist/routerinfo_st.h"
#include "feature/nodelist/routerlist.h"
#include "feature/nodelist/torcert.h"
#include "lib/crypt_ops/crypto_ed25519.h"
#include "lib/crypt_ops/crypto_init.h"

enum { kSecondsPerDocument = 60, kLongestReason = 1000 };

static const char kNoFolder[] = "/nonexistent";

static bool verify_signatures = false;

// Signatures. The linker sends tor's calls of these functions here (--wrap); without --signatures
// every signature verifies. What is wrong with the form of one is still found.

int __real_check_signature_token(const char *digest, ssize_t digest_length,
                                 directory_token_t *token, crypto_pk_t *key, int flags,
                                 const char *doctype);
int __wrap_check_signature_token(const char *digest, ssize_t digest_length,
                                 directory_token_t *token, crypto_pk_t *key, int flags,
                                 const char *doctype) {
  if (verify_signatures)
    return __real_check_signature_token(digest, digest_length, token, key, flags, doctype);
  if (!(flags & CST_NO_CHECK_OBJTYPE) && strcmp(token->object_type, "SIGNATURE") != 0) {
    log_warn(LD_DIR, "The object of a %s is a %s, not a SIGNATURE", doctype, token->object_type);
    return -1;
  }
  return 0;
}

int __real_check_tap_onion_key_crosscert(const uint8_t *crosscert, int length,
                                         const crypto_pk_t *onion_key,
                                         const ed25519_public_key_t *master_key,
                                         const uint8_t *identity_digest);
int __wrap_check_tap_onion_key_crosscert(const uint8_t *crosscert, int length,
                                         const crypto_pk_t *onion_key,
                                         const ed25519_public_key_t *master_key,
                                         const uint8_t *identity_digest) {
  return verify_signatures ? __real_check_tap_onion_key_crosscert(crosscert, length, onion_key,
                                                                  master_key, identity_digest)
                           : 0;
}

int __real_ed25519_checksig_batch(int *good, const ed25519_checkable_t *checkable, int count);
int __wrap_ed25519_checksig_batch(int *good, const ed25519_checkable_t *checkable, int count) {
  if (verify_signatures) return __real_ed25519_checksig_batch(good, checkable, count);
  for (int i = 0; good && i < count; ++i) good[i] = 1;
  return 0;
}

// Logging.

static char warning[kLongestReason];  // the first one about the current document
static char whisper[kLongestReason];  // the last message of a lower severity

static void Keep(char *kept, const char *message) {
  size_t length = strcspn(message, "\n");
  if (length >= kLongestReason) length = kLongestReason - 1;
  memcpy(kept, message, length);
  kept[length] = '\0';
}

static void OnMessage(int severity, log_domain_mask_t domain, const char *message) {
  (void)domain;
  if (severity == LOG_ERR) fprintf(stderr, "%s", message);  // tor may be about to abort
  if (severity > LOG_WARN) {
    Keep(whisper, message);
  } else if (warning[0] == '\0') {
    Keep(warning, message);
  }
}

// Parsers. Each returns whether tor takes the text, which a NUL follows; none leaves anything
// behind.

// What tor makes of a text in which it looks for documents: `taken` are those that it could parse,
// `refused` some of those that it could not.
static bool IsOneDocument(const smartlist_t *taken, const smartlist_t *refused) {
  const int found = smartlist_len(taken) + smartlist_len(refused);
  if (found > 1) log_warn(LD_DIR, "tor finds %d documents here", found);
  if (found == 0) log_info(LD_DIR, "tor finds no whole document");
  return found == 1 && smartlist_len(taken) == 1;
}

// Frees both lists, but not what stands in `taken`.
static void FreeLists(smartlist_t *taken, smartlist_t *refused) {
  SMARTLIST_FOREACH(refused, char *, digest, tor_free(digest));
  smartlist_free(refused);
  smartlist_free(taken);
}

static bool ParseServerDescriptor(const char *text, size_t length) {
  smartlist_t *taken = smartlist_new();
  smartlist_t *refused = smartlist_new();
  router_parse_list_from_string(&text, text + length, taken, SAVED_NOWHERE, 0, 1, NULL, refused);
  const bool one = IsOneDocument(taken, refused);
  SMARTLIST_FOREACH(taken, routerinfo_t *, router, routerinfo_free(router));
  FreeLists(taken, refused);
  return one;
}

static bool ParseExtraInfo(const char *text, size_t length) {
  smartlist_t *taken = smartlist_new();
  smartlist_t *refused = smartlist_new();
  router_parse_list_from_string(&text, text + length, taken, SAVED_NOWHERE, 1, 0, NULL, refused);
  const bool one = IsOneDocument(taken, refused);
  SMARTLIST_FOREACH(taken, extrainfo_t *, extra_info, extrainfo_free(extra_info));
  FreeLists(taken, refused);
  return one;
}

static bool ParseMicrodescriptor(const char *text, size_t length) {
  smartlist_t *refused = smartlist_new();
  smartlist_t *taken = microdescs_parse_from_string(text, text + length, 1, SAVED_NOWHERE, refused);
  const bool one = IsOneDocument(taken, refused);
  SMARTLIST_FOREACH(taken, microdesc_t *, microdescriptor, microdesc_free(microdescriptor));
  FreeLists(taken, refused);
  return one;
}

static bool ParseStatus(const char *text, size_t length, networkstatus_type_t type) {
  networkstatus_t *status = networkstatus_parse_vote_from_string(text, length, NULL, type);
  const bool taken = status != NULL;
  networkstatus_vote_free(status);
  return taken;
}

static bool ParseConsensus(const char *text, size_t length) {
  return ParseStatus(text, length, NS_TYPE_CONSENSUS);
}

static bool ParseVote(const char *text, size_t length) {
  return ParseStatus(text, length, NS_TYPE_VOTE);
}

static bool ParseCertificate(const char *text, size_t length) {
  const char *end = NULL;
  authority_cert_t *certificate = authority_cert_parse_from_string(text, length, &end);
  const bool taken = certificate != NULL;
  authority_cert_free(certificate);
  return taken;
}

static bool ParseDetachedSignatures(const char *text, size_t length) {
  ns_detached_signatures_t *signatures =
      networkstatus_parse_detached_signatures(text, text + length);
  const bool taken = signatures != NULL;
  ns_detached_signatures_free(signatures);
  return taken;
}

// tor reads these from a file, and refuses old ones.
static bool ParseBandwidthFile(const char *text, size_t length) {
  const int file = memfd_create("bandwidth-file", MFD_CLOEXEC);
  if (file < 0 || write(file, text, length) != (ssize_t)length) {
    perror("tor_verdicts: a file in memory");
    exit(2);
  }
  char path[64];
  snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
  update_approx_time((time_t)strtoll(text, NULL, 10));
  smartlist_t *headers = smartlist_new();
  const bool taken = dirserv_read_measured_bandwidths(path, NULL, headers, NULL) == 0;
  SMARTLIST_FOREACH(headers, char *, header, tor_free(header));
  smartlist_free(headers);
  dirserv_clear_measured_bw_cache();
  close(file);
  return taken;
}

static const struct Parser {
  const char *type;
  bool (*parse)(const char *text, size_t length);
} kParsers[] = {
    {"server-descriptor", ParseServerDescriptor},
    {"extra-info", ParseExtraInfo},
    {"microdescriptor", ParseMicrodescriptor},
    {"network-status-consensus-3", ParseConsensus},
    {"network-status-microdesc-consensus-3", ParseConsensus},
    {"network-status-vote-3", ParseVote},
    {"dir-key-certificate-3", ParseCertificate},
    {"detached-signature-3", ParseDetachedSignatures},
    {"bandwidth-file", ParseBandwidthFile},
};

static const struct Parser *ParserOf(const char *type) {
  for (size_t i = 0; i < sizeof(kParsers) / sizeof(kParsers[0]); ++i) {
    if (strcmp(kParsers[i].type, type) == 0) return &kParsers[i];
  }
  return NULL;
}

static void StartTor(void) {
  log_severity_list_t severities;
  subsystems_init_upto(SUBSYS_LEVEL_LIBS);
  flush_log_messages_from_startup();
  if (crypto_global_init(0, NULL, NULL) < 0) {
    fputs("tor_verdicts: tor's cryptography does not start\n", stderr);
    exit(2);
  }
  init_protocol_warning_severity_level();
  or_options_t *options = options_new();
  options_init(options);
  options->command = CMD_RUN_UNITTESTS;  // which opens no ports and makes no folders
  options->DataDirectory = tor_strdup(kNoFolder);
  options->KeyDirectory = tor_strdup(kNoFolder);
  options->CacheDirectory = tor_strdup(kNoFolder);
  char *message = NULL;
  if (set_options(options, &message) < 0) {
    fprintf(stderr, "tor_verdicts: tor does not take its default options: %s\n", message);
    exit(2);
  }
  // Only about documents, below warnings: formatting messages that nobody reads takes time.
  set_log_severity_config(LOG_WARN, LOG_ERR, &severities);
  for (int severity = LOG_NOTICE; severity <= LOG_DEBUG; ++severity)
    severities.masks[severity - LOG_ERR] = LD_DIR;
  add_callback_log(&severities, OnMessage);
}

static void Fail(const char *reason) {
  fprintf(stderr, "tor_verdicts: %s\n", reason);
  exit(2);
}

int main(int argc, char **argv) {
  verify_signatures = argc == 2 && strcmp(argv[1], "--signatures") == 0;
  if (argc > 2 || (argc == 2 && !verify_signatures)) Fail("usage: tor_verdicts [--signatures]");
  // Whatever tor writes goes to standard error; standard output is for the verdicts alone.
  FILE *verdicts = fdopen(dup(STDOUT_FILENO), "w");
  if (verdicts == NULL || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) Fail("no standard output");
  StartTor();

  char type[64];
  size_t length = 0;
  int fields = 0;
  while ((fields = scanf("%63s %zu", type, &length)) == 2) {
    const struct Parser *parser = ParserOf(type);
    if (parser == NULL) Fail("tor has no parser for such documents");
    if (getchar() != '\n') Fail("a line feed follows the length of a document");
    char *text = malloc(length + 1);
    if (text == NULL) Fail("no memory");
    if (fread(text, 1, length, stdin) != length) Fail("a document is cut off");
    text[length] = '\0';

    warning[0] = whisper[0] = '\0';
    alarm(kSecondsPerDocument);
    const bool taken = parser->parse(text, length);
    alarm(0);
    free(text);
    if (taken) {
      fputs("accept\n", verdicts);
    } else {
      fprintf(verdicts, "reject %s\n", warning[0] != '\0' ? warning : whisper);
    }
    if (fflush(verdicts) != 0) Fail("the verdicts cannot be written");
  }
  if (fields != EOF) Fail("a document stands behind a line `TYPE LENGTH`");
  return 0;
}
