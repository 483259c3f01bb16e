package herd.fleet.provider;

import java.util.UUID;

/**
 * A machine that is wanted.
 *
 * @param id the server's id in the control plane
 * @param clientToken asking twice with one token makes one machine
 * @param zone where; machines of one resource are spread over zones
 * @param memoryMb its memory, in MiB
 * @param diskBytes the size of the disk that holds the data
 */
public record MachineRequest(
    UUID id, String clientToken, String zone, int memoryMb, long diskBytes) {}
