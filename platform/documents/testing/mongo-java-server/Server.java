import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;

/** Prints its connection string and serves until its input ends, so that it never outlives the tests. */
public final class Server {
  public static void main(String[] arguments) throws Exception {
    // Its default version speaks a wire protocol older than the driver takes.
    MongoServer server = new MongoServer(new MemoryBackend().version(ServerVersion.MONGO_5_0));
    System.out.println(server.bindAndGetConnectionString());
    System.in.transferTo(java.io.OutputStream.nullOutputStream());
    server.shutdownNow();
  }
}
