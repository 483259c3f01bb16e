package herd.service.http;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Gives every request its trace id, on the thread and in the answer, before anything else runs. */
final class TraceHandler extends Handler.Wrapper {

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String id = Trace.of(request.getHeaders());
    response.getHeaders().put(Trace.CLIENT_HEADER, id);
    try (Trace.Scope _ = Trace.of(id)) {
      return super.handle(request, response, callback);
    }
  }
}
