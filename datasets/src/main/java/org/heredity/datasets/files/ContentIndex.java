package org.heredity.datasets.files;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.heredity.api.dataset.OpeningProgress;
import org.heredity.data.DataException;
import org.heredity.datasets.files.FileTree.TreeFile;
import org.heredity.files.AtomicFile;
import org.heredity.files.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SHA-256 of the files of a tree and whether they can be decoded, remembered in the cache. What is
 * remembered counts as long as the file's size and {@link TreeFile#stamp} are the same, so that a
 * dataset is read through only when it is first opened or has changed. A cache that cannot be read
 * or written only costs time. To be used by one thread; computes in several.
 */
public final class ContentIndex {
  /** Tells why a file is of no use; null if it can be decoded. */
  @FunctionalInterface
  public interface Probe {
    /** Tries to decode {@code bytes}, the contents of the file {@code name}. */
    String defect(String name, byte[] bytes);
  }

  private static final int MAGIC = 0x48435832;
  private static final int HASH_BYTES = 32;
  private static final Logger LOG = LoggerFactory.getLogger(ContentIndex.class);

  private record Content(long size, long stamp, byte[] sha256, String defect) {
    private boolean fits(TreeFile file) {
      return size == file.size() && stamp == file.stamp();
    }
  }

  /** A file that was read but not tried; a defect is never this text. */
  private static final String UNTRIED = "?";

  private final FileTree tree;
  private final Path store;
  private final OpeningProgress progress;
  private final Map<String, TreeFile> files = new HashMap<>();
  private final Map<String, Content> known = new ConcurrentHashMap<>();

  /**
   * The index of {@code tree}, with what {@code cache} remembers.
   *
   * @param progress is told how many files have been read
   */
  public ContentIndex(FileTree tree, Path cache, OpeningProgress progress) {
    this.tree = tree;
    this.progress = progress;
    String place = Path.of(tree.location()).toAbsolutePath().normalize().toString();
    this.store = cache.resolve("contents").resolve(Sha256.of(place));
  }

  /**
   * SHA-256 of each of the named files, in their order.
   *
   * @throws DataException if one cannot be read
   */
  public List<byte[]> digests(List<String> names) {
    load();
    List<String> missing = names.stream().filter(name -> current(name) == null).toList();
    missing.parallelStream()
        .forEach(counted(missing, name -> content(name, tree.bytes(name), UNTRIED)));
    saveIf(!missing.isEmpty());
    return names.stream().map(name -> known.get(name).sha256()).toList();
  }

  /** Why each of the named files that cannot be decoded cannot, by name. */
  public Map<String, String> defects(List<String> names, Probe probe) {
    load();
    List<String> untried = names.stream().filter(this::untried).toList();
    untried.parallelStream().forEach(counted(untried, name -> tried(name, probe)));
    saveIf(!untried.isEmpty());
    Map<String, String> defects = new HashMap<>();
    for (String name : names) {
      String defect = known.get(name).defect();
      if (defect != null) {
        defects.put(name, defect);
      }
    }
    return defects;
  }

  /** Puts down what there is to know of a file, and tells how far it is. */
  private Consumer<String> counted(List<String> all, Function<String, Content> look) {
    AtomicInteger done = new AtomicInteger();
    return name -> {
      known.put(name, look.apply(name));
      synchronized (done) {
        progress.at(done.incrementAndGet(), all.size(), "files read");
      }
    };
  }

  private Content tried(String name, Probe probe) {
    byte[] bytes;
    try {
      bytes = tree.bytes(name);
    } catch (DataException e) {
      return content(name, new byte[0], e.getMessage());
    }
    return content(name, bytes, probe.defect(name, bytes));
  }

  private Content content(String name, byte[] bytes, String defect) {
    TreeFile file = files.get(name);
    return new Content(file.size(), file.stamp(), Sha256.newDigest().digest(bytes), defect);
  }

  private boolean untried(String name) {
    Content content = current(name);
    return content == null || UNTRIED.equals(content.defect());
  }

  private Content current(String name) {
    Content content = known.get(name);
    return content != null && content.fits(files.get(name)) ? content : null;
  }

  /** Once, when first needed: it takes longer than all else of opening a dataset. */
  private void load() {
    if (!files.isEmpty()) {
      return;
    }
    tree.files().forEach(file -> files.put(file.name(), file));
    if (!Files.exists(store)) {
      return;
    }
    try {
      ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(store));
      if (in.getInt() != MAGIC) {
        return;
      }
      for (int left = in.getInt(); left > 0; left--) {
        String name = text(in);
        long size = in.getLong();
        long stamp = in.getLong();
        byte[] sha256 = new byte[HASH_BYTES];
        in.get(sha256);
        String defect = text(in);
        if (files.containsKey(name)) {
          known.put(name, new Content(size, stamp, sha256, defect.isEmpty() ? null : defect));
        }
      }
    } catch (IOException | BufferUnderflowException e) {
      LOG.debug("what {} remembers cannot be read and is made anew", store, e);
      known.clear();
    }
  }

  private static String text(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    String text = new String(in.array(), in.position(), length, StandardCharsets.UTF_8);
    in.position(in.position() + length);
    return text;
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private void saveIf(boolean changed) {
    if (!changed) {
      return;
    }
    try {
      AtomicFile.write(
          store,
          file -> {
            DataOutputStream out = new DataOutputStream(file);
            out.writeInt(MAGIC);
            out.writeInt(known.size());
            for (Map.Entry<String, Content> entry : known.entrySet()) {
              Content content = entry.getValue();
              text(out, entry.getKey());
              out.writeLong(content.size());
              out.writeLong(content.stamp());
              out.write(content.sha256());
              text(out, content.defect() == null ? "" : content.defect());
            }
          });
    } catch (IOException e) {
      LOG.debug("digests of {} cannot be kept in {}", tree.location(), store, e);
    }
  }
}
