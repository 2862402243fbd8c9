package org.heredity.data.decode;

import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.heredity.data.DataException;
import org.heredity.data.UnreadableImageException;

/**
 * The JDK's readers of one format, kept for the next image: making one costs more than reading a
 * 32x32 image with it. Thread-safe; there are as many as threads ever decoded at once.
 */
final class ReaderPool {
  /** What to do with a reader whose input is set. */
  interface Task<T> {
    T read(ImageReader reader) throws IOException, UnreadableImageException;
  }

  private record Session(ImageReader reader, BytesInputStream stream) {}

  private final String format;
  private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();

  ReaderPool(String format) {
    this.format = format;
  }

  /**
   * Runs {@code task} on a reader of {@code bytes} that ignores metadata.
   *
   * @throws UnreadableImageException also for whatever the codec throws on a damaged file
   */
  <T> T with(byte[] bytes, Task<T> task) throws UnreadableImageException {
    Session session = idle.pollFirst();
    if (session == null) {
      session = new Session(newReader(), new BytesInputStream());
    }
    boolean reusable = false;
    try {
      session.stream.reset(bytes);
      session.reader.setInput(session.stream, true, true);
      T result = task.read(session.reader);
      reusable = true;
      return result;
    } catch (IOException | RuntimeException e) {
      // The JDK's codecs also throw unchecked exceptions for damaged files.
      throw new UnreadableImageException(
          "its " + format.toUpperCase(Locale.ROOT) + " data is damaged (" + firstCause(e) + ")", e);
    } finally {
      session.stream.reset(new byte[0]);
      if (reusable) {
        session.reader.setInput(null);
        idle.addFirst(session);
      } else {
        session.reader.dispose();
      }
    }
  }

  /** What the codec met; what it wraps that in says no more than "I/O error reading image". */
  private static Throwable firstCause(Throwable e) {
    Throwable first = e;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    return first;
  }

  private ImageReader newReader() {
    // Others' plug-ins may be on the class path; they differ in speed and in what they convert.
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (ImageIO.class.getModule().equals(reader.getClass().getModule())) {
        return reader;
      }
    }
    throw new DataException(
        "this Java has no codec for " + format + "; use a JDK 17 with the module java.desktop");
  }
}
