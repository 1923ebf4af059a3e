// Runs in the page before its own scripts: candidates, the page's and those of others, become what the test's network makes of
// them (window.route), so that all that is sent goes through it. What it makes nothing of is left out.
(() => {
  const CANDIDATES = /^a=(candidate:[^\r\n]*)\r\n/gm;
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    // The candidates in it are told one by one too.
    get localDescription() {
      const description = super.localDescription;
      return description && { type: description.type, sdp: description.sdp.replace(CANDIDATES, '') };
    }

    set onicecandidate(handler) {
      super.onicecandidate = handler && (async ({ candidate }) => {
        const through = candidate?.candidate && (await window.route('outgoing', candidate.candidate));
        if (through) {
          handler({ candidate: new RTCIceCandidate({ ...candidate.toJSON(), candidate: through }) });
        }
      });
    }

    async addIceCandidate(candidate) {
      const through = await window.route('incoming', candidate.candidate);
      return through ? super.addIceCandidate({ ...candidate, candidate: through }) : undefined;
    }

    async setRemoteDescription({ type, sdp }) {
      let routed = sdp;
      for (const [line, candidate] of sdp.matchAll(CANDIDATES)) {
        const through = await window.route('incoming', candidate);
        routed = routed.replace(line, through ? `a=${through}\r\n` : '');
      }
      return super.setRemoteDescription({ type, sdp: routed });
    }
  };
})();
