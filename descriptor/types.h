// The document types, each declared in its own <type>_type.cc. DocumentTypes() lists them.
#ifndef SCAPE_DESCRIPTOR_TYPES_H_
#define SCAPE_DESCRIPTOR_TYPES_H_

#include "descriptor/document_type.h"

namespace scape::descriptor {

const DocumentType& ServerDescriptorType();
const DocumentType& BridgeServerDescriptorType();
const DocumentType& ExtraInfoType();
const DocumentType& BridgeExtraInfoType();
const DocumentType& MicrodescriptorType();
const DocumentType& ConsensusType();
const DocumentType& MicrodescConsensusType();
const DocumentType& VoteType();
const DocumentType& NetworkStatus2Type();
const DocumentType& BridgeNetworkStatusType();
const DocumentType& KeyCertificateType();
const DocumentType& DetachedSignatureType();
const DocumentType& ConsensusDiffType();
const DocumentType& ExitListType();
const DocumentType& SnowflakeStatsType();
const DocumentType& BridgedbMetricsType();
const DocumentType& BridgestrapStatsType();
const DocumentType& DirectoryType();
const DocumentType& RunningRoutersType();
const DocumentType& BandwidthFileType();
const DocumentType& TorperfType();
const DocumentType& OnionperfType();
const DocumentType& BridgePoolAssignmentType();
const DocumentType& FallbackDirectoriesType();
const DocumentType& WebstatsType();

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_TYPES_H_
