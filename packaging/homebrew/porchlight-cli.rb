class PorchlightCli < Formula
  desc "Microsoft Teams presence from a shell or a script"
  homepage "{{home}}"
  version "{{version}}"
  license "MIT"

  on_macos do
    url "{{url -universal-macos.tar.gz}}"
    sha256 "{{sha256 -universal-macos.tar.gz}}"
  end

  on_linux do
    on_intel do
      url "{{url -x86_64-linux.tar.gz}}"
      sha256 "{{sha256 -x86_64-linux.tar.gz}}"
    end
    on_arm do
      url "{{url -aarch64-linux.tar.gz}}"
      sha256 "{{sha256 -aarch64-linux.tar.gz}}"
    end
  end

  def install
    bin.install "porchlight"
  end

  def caveats
    <<~CAVEATS
      The cask `porchlight` brings the same program beside the tray application;
      install one of the two.
    CAVEATS
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/porchlight --version")
    assert_match "Robin Carter", shell_output("#{bin}/porchlight --demo --json status")
  end
end
