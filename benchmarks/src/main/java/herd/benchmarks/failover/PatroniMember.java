package herd.benchmarks.failover;

import com.fasterxml.jackson.databind.ObjectMapper;
import herd.fleet.local.Binaries;
import herd.fleet.local.LocalProcesses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One of Patroni's two servers; all its processes live in its folder. */
record PatroniMember(String name, Path folder, String port, String api) {

  void signal(String signal) {
    LocalProcesses.signalAll(signal, () -> LocalProcesses.inside(folder));
  }

  /** Of its agent; JSON is YAML. */
  String configuration(PatroniSettings settings, String etcd, String password) throws IOException {
    Map<String, Object> login = Map.of("username", "postgres", "password", password);
    Map<String, Object> postgres =
        Map.of(
            "listen", "127.0.0.1:" + port,
            "connect_address", "127.0.0.1:" + port,
            "data_dir", folder.resolve("data").toString(),
            "bin_dir", Binaries.find(System.getenv()).postgres().toString(),
            "pgpass", folder.resolve("pgpass").toString(),
            "pg_hba",
                List.of(
                    "host all all 127.0.0.1/32 scram-sha-256",
                    "host replication all 127.0.0.1/32 scram-sha-256"),
            "parameters",
                Map.of(
                    "unix_socket_directories",
                    folder.toString(),
                    "password_encryption",
                    "scram-sha-256"),
            "authentication", Map.of("superuser", login, "replication", login, "rewind", login));
    return new ObjectMapper()
        .writeValueAsString(
            Map.of(
                "scope",
                "bench",
                "name",
                name,
                "etcd3",
                Map.of("host", "127.0.0.1:" + etcd),
                "restapi",
                Map.of(
                    "listen", "127.0.0.1:" + api,
                    "connect_address", "127.0.0.1:" + api),
                "bootstrap",
                Map.of("dcs", settings.shared(), "initdb", List.of(Map.of("encoding", "UTF8"))),
                "postgresql",
                postgres));
  }
}
