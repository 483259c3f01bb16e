package herd.fleet.provider;

/**
 * A machine as its provider describes it.
 *
 * @param providerId the provider's own id for it, immutable
 * @param address the host name or IP address of both endpoints
 * @param hostKey the public key its SSH endpoint proves itself by, one line, known before the first
 *     login
 * @param root the folder on the machine in which everything of Herd's is
 * @param postgresPort the port Postgres is to listen on
 * @param poolerPort the port a connection pooler is to listen on; 0 for a machine without one
 * @param memoryMb in MiB
 */
public record Machine(
    String providerId,
    MachineState state,
    String zone,
    String address,
    int sshPort,
    String sshUser,
    String hostKey,
    String root,
    int postgresPort,
    int poolerPort,
    int memoryMb,
    long diskBytes) {}
