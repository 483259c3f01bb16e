package herd.benchmarks.failover;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.util.Map.entry;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.Map;

/**
 * The functions of PostgreSQL's C library that a client needs (manual, chapter "libpq"), called in
 * this process, and poll(2). Thread-safe; a connection is not.
 */
@SuppressWarnings("restricted") // calling C is the purpose
final class Libpq {

  static final String LIBRARY = "libpq.so.5";

  private static final Map<String, FunctionDescriptor> FUNCTIONS =
      Map.ofEntries(
          entry("PQconnectdb", FunctionDescriptor.of(ADDRESS, ADDRESS)),
          entry("PQstatus", FunctionDescriptor.of(JAVA_INT, ADDRESS)),
          entry("PQerrorMessage", FunctionDescriptor.of(ADDRESS, ADDRESS)),
          entry("PQsetNoticeProcessor", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS)),
          entry("PQsendQuery", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS)),
          entry("PQsocket", FunctionDescriptor.of(JAVA_INT, ADDRESS)),
          entry("PQconsumeInput", FunctionDescriptor.of(JAVA_INT, ADDRESS)),
          entry("PQisBusy", FunctionDescriptor.of(JAVA_INT, ADDRESS)),
          entry("PQgetResult", FunctionDescriptor.of(ADDRESS, ADDRESS)),
          entry("PQresultStatus", FunctionDescriptor.of(JAVA_INT, ADDRESS)),
          entry("PQclear", FunctionDescriptor.ofVoid(ADDRESS)),
          entry("PQfinish", FunctionDescriptor.ofVoid(ADDRESS)),
          entry("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT)));

  private final Map<String, MethodHandle> handles = new HashMap<>();

  /** Throws IllegalArgumentException where the library is not installed. */
  Libpq() {
    Linker linker = Linker.nativeLinker();
    SymbolLookup library =
        SymbolLookup.libraryLookup(LIBRARY, Arena.global()).or(linker.defaultLookup());
    FUNCTIONS.forEach(
        (name, type) -> handles.put(name, linker.downcallHandle(library.findOrThrow(name), type)));
  }

  int number(String function, Object... arguments) {
    return (Integer) call(function, arguments);
  }

  MemorySegment pointer(String function, Object... arguments) {
    return (MemorySegment) call(function, arguments);
  }

  /** A C string that the library owns. */
  String text(String function, Object... arguments) {
    return pointer(function, arguments).reinterpret(Long.MAX_VALUE).getString(0);
  }

  Object call(String function, Object... arguments) {
    MethodHandle handle = handles.get(function);
    if (handle == null) {
      throw new IllegalArgumentException("not among the functions: " + function);
    }
    try {
      return handle.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException(function + " could not be called", e);
    }
  }
}
