// Fans out one RTP stream to WHEP viewers with pion, the library of go2rtc and MediaMTX: one shared track, default
// interceptors, ICE-lite, a socket per viewer as by default. Built by peers.mjs with Debian's packages golang-go and
// golang-github-pion-webrtc.v3-dev.
package main

import (
	"flag"
	"io"
	"log"
	"net"
	"net/http"

	"github.com/pion/interceptor"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v3"
)

func main() {
	rtpAddress := flag.String("rtp", "127.0.0.1:5004", "where the camera sends to")
	httpAddress := flag.String("http", "127.0.0.1:8080", "where WHEP is answered")
	flag.Parse()

	track, err := webrtc.NewTrackLocalStaticRTP(
		webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeH264}, "video", "camera")
	check(err)
	go forward(*rtpAddress, track)

	api := newAPI()
	http.HandleFunc("/whep", func(response http.ResponseWriter, request *http.Request) {
		if request.Method != http.MethodPost {
			response.WriteHeader(http.StatusNoContent)
			return
		}
		offer, err := io.ReadAll(io.LimitReader(request.Body, 1<<16))
		check(err)
		answer, err := join(api, track, string(offer))
		if err != nil {
			http.Error(response, err.Error(), http.StatusInternalServerError)
			return
		}
		response.Header().Set("Content-Type", "application/sdp")
		response.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(response, answer)
	})
	log.Fatal(http.ListenAndServe(*httpAddress, nil))
}

func newAPI() *webrtc.API {
	media := &webrtc.MediaEngine{}
	check(media.RegisterDefaultCodecs())
	registry := &interceptor.Registry{}
	check(webrtc.RegisterDefaultInterceptors(media, registry))
	settings := webrtc.SettingEngine{}
	settings.SetLite(true)
	check(settings.SetAnsweringDTLSRole(webrtc.DTLSRoleServer))
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	return webrtc.NewAPI(
		webrtc.WithMediaEngine(media),
		webrtc.WithInterceptorRegistry(registry),
		webrtc.WithSettingEngine(settings))
}

func join(api *webrtc.API, track *webrtc.TrackLocalStaticRTP, offer string) (string, error) {
	connection, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return "", err
	}
	connection.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		if state == webrtc.PeerConnectionStateFailed {
			_ = connection.Close()
		}
	})
	sender, err := connection.AddTrack(track)
	if err != nil {
		return "", err
	}
	go func() {
		// Interceptors work only while RTCP is read.
		buffer := make([]byte, 1500)
		for {
			if _, _, err := sender.Read(buffer); err != nil {
				return
			}
		}
	}()
	err = connection.SetRemoteDescription(
		webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer})
	if err != nil {
		return "", err
	}
	answer, err := connection.CreateAnswer(nil)
	if err != nil {
		return "", err
	}
	gathered := webrtc.GatheringCompletePromise(connection)
	if err := connection.SetLocalDescription(answer); err != nil {
		return "", err
	}
	<-gathered
	return connection.LocalDescription().SDP, nil
}

// The recorder's header extension is taken off; everything else goes on as it came.
func forward(address string, track *webrtc.TrackLocalStaticRTP) {
	udp, err := net.ResolveUDPAddr("udp4", address)
	check(err)
	socket, err := net.ListenUDP("udp4", udp)
	check(err)
	_ = socket.SetReadBuffer(4 << 20)
	buffer := make([]byte, 2048)
	packet := &rtp.Packet{}
	for {
		length, err := socket.Read(buffer)
		check(err)
		if packet.Unmarshal(buffer[:length]) != nil {
			continue
		}
		packet.Extension = false
		packet.Extensions = nil
		check(track.WriteRTP(packet))
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
